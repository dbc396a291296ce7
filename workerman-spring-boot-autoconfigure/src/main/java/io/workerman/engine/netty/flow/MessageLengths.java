package io.workerman.engine.netty.flow;

/**
 * The lengths of the messages that line up, in order. Those that must not be dropped are
 * negative.
 */
final class MessageLengths {

	private int[] ring = new int[16];

	private int head;

	private int size;

	void add(int length) {
		if (this.size == this.ring.length) {
			grow();
		}
		this.ring[index(this.size++)] = length;
	}

	private void grow() {
		int[] larger = new int[this.ring.length * 2];
		for (int i = 0; i < this.size; i++) {
			larger[i] = this.ring[index(i)];
		}
		this.ring = larger;
		this.head = 0;
	}

	private int index(int position) {
		return (this.head + position) & (this.ring.length - 1);
	}

	int get(int position) {
		return this.ring[index(position)];
	}

	void remove(int position) {
		for (int i = position; i > 0; i--) {
			this.ring[index(i)] = this.ring[index(i - 1)];
		}
		this.head = index(1);
		this.size--;
	}

	/**
	 * Forgets the first messages, which are so many bytes together.
	 */
	void removeBytes(int bytes) {
		for (int left = bytes; left > 0; remove(0)) {
			left -= Math.abs(get(0));
		}
	}

}
