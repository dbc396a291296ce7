package io.workerman.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plays what a document shows of a terminal. A line with <code>$</code> starts one of a
 * few programs, one with <code>&gt;</code> is typed, and one with <code>&lt;</code> is
 * what the program shows. A name before the sign tells several terminals from each other.
 */
final class Terminal implements AutoCloseable {

	private static final Pattern LINE = Pattern.compile("(\\w*)([$><]) ?(.*)");

	private static final Pattern NC = Pattern.compile("(?:(echo|printf) '(.*)' \\| )?nc (-u )?localhost (\\d+)");

	private static final Pattern WSCAT = Pattern.compile("wscat -c '?(ws://[^']+)'?");

	private static final Pattern CURL = Pattern.compile("curl (?:-d '(.*)' )?'?(http://[^']+)'?");

	private static final int TIMEOUT_SECONDS = 15;

	private final Map<String, Program> programs = new HashMap<>();

	/**
	 * Play a terminal, and compare what programs show with what the document says.
	 */
	void play(Snippet snippet) throws Exception {
		int number = 0;
		for (String line : snippet.text().split("\n")) {
			number++;
			Matcher parts = LINE.matcher(line);
			assertThat(parts.matches()).as(snippet.location(number)).isTrue();
			String name = parts.group(1);
			switch (parts.group(2)) {
				case "$" -> replace(name, start(parts.group(3)));
				case ">" -> this.programs.get(name).type(parts.group(3));
				default ->
					assertThat(this.programs.get(name).show()).as(snippet.location(number)).isEqualTo(parts.group(3));
			}
		}
	}

	private void replace(String name, Program program) {
		Program former = this.programs.put(name, program);
		if (former != null) {
			former.close();
		}
	}

	private static Program start(String command) throws Exception {
		Matcher nc = NC.matcher(command);
		if (nc.matches()) {
			int port = Integer.parseInt(nc.group(4));
			Program program = (nc.group(3) != null) ? new Datagrams(port) : new Stream(Peer.connect(port));
			if (nc.group(1) != null) {
				program.send(nc.group(1).equals("echo") ? nc.group(2) + "\n" : nc.group(2).translateEscapes());
			}
			return program;
		}
		Matcher wscat = WSCAT.matcher(command);
		if (wscat.matches()) {
			return new WebSocketProgram(wscat.group(1));
		}
		Matcher curl = CURL.matcher(command);
		assertThat(curl.matches()).as(command).isTrue();
		return new Curl(curl.group(1), curl.group(2));
	}

	@Override
	public void close() {
		this.programs.values().forEach(Program::close);
	}

	/**
	 * What was started in a terminal.
	 */
	private interface Program {

		void send(String text) throws Exception;

		String show() throws Exception;

		default void type(String line) throws Exception {
			send(line + "\n");
		}

		default void close() {
		}

	}

	private record Stream(Peer peer) implements Program {

		@Override
		public void send(String text) {
			this.peer.send(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		@Override
		public String show() {
			return this.peer.line();
		}

		@Override
		public void close() {
			this.peer.close();
		}

	}

	private static final class Datagrams implements Program {

		private final DatagramSocket socket = new DatagramSocket();

		private final int port;

		Datagrams(int port) throws IOException {
			this.port = port;
			this.socket.setSoTimeout(TIMEOUT_SECONDS * 1000);
		}

		@Override
		public void send(String text) throws IOException {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			this.socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), this.port));
		}

		@Override
		public String show() throws IOException {
			DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
			this.socket.receive(packet);
			return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8).stripTrailing();
		}

		@Override
		public void close() {
			this.socket.close();
		}

	}

	private static final class WebSocketProgram implements Program, WebSocket.Listener {

		private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

		private final StringBuilder message = new StringBuilder();

		private final WebSocket socket;

		WebSocketProgram(String address) {
			this.socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(address), this).join();
		}

		@Override
		public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
			this.message.append(text);
			if (last) {
				this.shown.add(this.message.toString());
				this.message.setLength(0);
			}
			socket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			this.shown.add("Disconnected (code: " + code + ", reason: \"" + reason + "\")");
			return null;
		}

		@Override
		public void send(String text) {
			this.socket.sendText(text, true).join();
		}

		@Override
		public void type(String line) {
			send(line);
		}

		@Override
		public String show() throws InterruptedException {
			return this.shown.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}

		@Override
		public void close() {
			this.socket.abort();
		}

	}

	private static final class Curl implements Program {

		private final Queue<String> lines;

		Curl(String body, String address) {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
			if (body != null) {
				request.header("Content-Type", "application/x-www-form-urlencoded")
					.POST(HttpRequest.BodyPublishers.ofString(body));
			}
			this.lines = new ArrayDeque<>(answer(request.build()));
		}

		private static List<String> answer(HttpRequest request) {
			try {
				return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body().lines().toList();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void send(String text) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String show() {
			return this.lines.poll();
		}

	}

}
