package io.workerman.autoconfigure.cluster;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

import io.workerman.annotation.OnChannel;
import io.workerman.annotation.OnQueue;
import io.workerman.annotation.WorkerHandler;
import io.workerman.annotation.WorkerScope;
import io.workerman.engine.Worker;
import io.workerman.engine.cluster.ChannelClient;
import io.workerman.peer.Application;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Channels and queues within one JVM.
 */
class ChannelTests {

	private static final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

	private Application application;

	private ChannelClient channels;

	@BeforeEach
	void start() {
		heard.clear();
		this.application = Application.run(
				List.of("workerman.listeners.it.address=text://127.0.0.1:0", "workerman.listeners.it.count=2"),
				Each.class, Once.class, WorkermanPushAutoConfiguration.class);
		this.channels = this.application.bean(ChannelClient.class);
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	private static String next() throws InterruptedException {
		return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
	}

	@Test
	@DisplayName("CH-03, CH-04, CH-09 an event reaches singletons once and each process once")
	void eventReachesSingletonsOnceAndEachProcessOnce() throws Exception {
		this.channels.publish("news", new News("hot", 3));
		assertThat(List.of(next(), next(), next())).containsExactlyInAnyOrder("once hot 3", "workerman-it-0 hot",
				"workerman-it-1 hot");
		this.channels.publish(List.of("nobody", "news"), Map.of("title", "b", "number", 1));
		assertThat(List.of(next(), next(), next())).contains("once b 1");
		assertThat(heard).isEmpty();
	}

	@Test
	@DisplayName("CH-03, CH-05 a second subscription of the same process replaces the first")
	void secondSubscriptionReplacesTheFirst() throws Exception {
		CountDownLatch subscribed = new CountDownLatch(1);
		this.channels.on("x", (data) -> heard.add("first"));
		this.channels.on("x", String.class, (data) -> heard.add("second " + data));
		this.application.bean(Worker.class).processes().get(1).execute(() -> {
			this.channels.on("x", (data) -> heard.add(Thread.currentThread().getName() + " " + data));
			subscribed.countDown();
		});
		subscribed.await();
		this.channels.publish("x", "!");
		assertThat(List.of(next(), next())).containsExactlyInAnyOrder("second !", "workerman-it-1 !");
		this.channels.unsubscribe("x");
		this.channels.publish("x", "?");
		assertThat(next()).isEqualTo("workerman-it-1 ?");
		assertThat(heard).isEmpty();
	}

	@Test
	void eventsOfOnePublisherKeepTheirOrder() throws Exception {
		this.channels.on("n", Integer.class, (n) -> heard.add(n.toString()));
		for (int i = 0; i < 1000; i++) {
			this.channels.publish("n", i);
		}
		for (int i = 0; i < 1000; i++) {
			assertThat(next()).isEqualTo(Integer.toString(i));
		}
	}

	@Test
	void jobThatFailsIsTriedAgainAndJoinsTheDeadLettersInTheEnd() throws Exception {
		this.channels.enqueue("mails", "good");
		assertThat(next()).isEqualTo("done good");
		this.channels.enqueue("mails", "bad");
		assertThat(List.of(next(), next(), next())).containsExactly("tried bad", "tried bad", "dead bad");
	}

	@Test
	void processesSubscribeWhenTheirHandlerNamesTheBeanOfTheWorker() throws Exception {
		try (Application other = Application.run(List.of(), OwnWorker.class, Guest.class,
				WorkermanPushAutoConfiguration.class)) {
			other.bean(ChannelClient.class).publish("greetings", "hello");
			assertThat(next()).isEqualTo("workerman-door-0 hello");
		}
	}

	record News(String title, int number) {

	}

	@WorkerHandler
	@WorkerScope
	static class Each {

		private final AtomicInteger count = new AtomicInteger();

		@OnChannel("news")
		void news(Map<String, Object> news) {
			this.count.incrementAndGet();
			heard.add(Thread.currentThread().getName() + " " + news.get("title"));
		}

	}

	@WorkerHandler("ownWorker")
	@WorkerScope
	static class Guest {

		@OnChannel("greetings")
		void greet(String greeting) {
			heard.add(Thread.currentThread().getName() + " " + greeting);
		}

	}

	static class OwnWorker {

		@Bean
		Worker ownWorker() {
			return Worker.builder("door").build();
		}

	}

	@Component
	static class Once {

		@OnChannel("news")
		void news(News news) {
			heard.add("once " + news.title() + " " + news.number());
		}

		@OnQueue(value = "mails", attempts = 2, delay = "10ms")
		void mail(String mail) {
			if (mail.equals("bad")) {
				heard.add("tried bad");
				throw new IllegalStateException("This mail is bad");
			}
			heard.add("done " + mail);
		}

		@OnQueue("mails:dead")
		void dead(String mail) {
			heard.add("dead " + mail);
		}

	}

}
