package io.workerman.engine.netty.flow;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where a process decodes what is little.
 */
class SmallReadsTests {

	private final SmallReads reads = new SmallReads();

	private static ByteBuf received(String text) {
		return ByteBufAllocator.DEFAULT.directBuffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void takeWhenLittleMovesToHeap() {
		ByteBuf in = received("little");
		ByteBuf moved = this.reads.take(in);
		assertThat(in.refCnt()).isZero();
		assertThat(moved.hasArray()).isTrue();
		assertThat(moved.toString(StandardCharsets.UTF_8)).isEqualTo("little");
		assertThat(this.reads.isLent(moved)).isTrue();
		this.reads.giveBack(moved);
		assertThat(this.reads.isLent(moved)).isFalse();
		ByteBuf next = this.reads.take(received("next"));
		assertThat(next).isSameAs(moved);
		this.reads.giveBack(next);
	}

	@Test
	void takeWhenMuchLeavesItWhereItIs() {
		ByteBuf in = received("a".repeat(2049));
		assertThat(this.reads.take(in)).isSameAs(in);
		assertThat(this.reads.isLent(in)).isFalse();
		this.reads.giveBack(in);
		assertThat(in.refCnt()).isZero();
	}

	@Test
	void takeWhenOnHeapAlreadyLeavesItWhereItIs() {
		ByteBuf in = Unpooled.copiedBuffer("heap", StandardCharsets.UTF_8);
		assertThat(this.reads.take(in)).isSameAs(in);
		this.reads.giveBack(in);
	}

	@Test
	void takeWhenTakenLeavesTheFirst() {
		ByteBuf first = this.reads.take(received("first"));
		ByteBuf second = received("second");
		assertThat(this.reads.take(second)).isSameAs(second);
		assertThat(first.toString(StandardCharsets.UTF_8)).isEqualTo("first");
		this.reads.giveBack(second);
		assertThat(this.reads.isLent(first)).isTrue();
		this.reads.giveBack(first);
	}

	@Test
	void takeWhenMessageIsKeptLeavesIt() {
		ByteBuf first = this.reads.take(received("kept"));
		ByteBuf kept = first.retainedSlice(0, 4);
		this.reads.giveBack(first);
		ByteBuf second = this.reads.take(received("next"));
		assertThat(second).isNotSameAs(first);
		assertThat(kept.toString(StandardCharsets.UTF_8)).isEqualTo("kept");
		this.reads.giveBack(second);
		assertThat(kept.release()).isTrue();
		assertThat(this.reads.take(received("again"))).isSameAs(second);
		this.reads.giveBack(second);
	}

}
