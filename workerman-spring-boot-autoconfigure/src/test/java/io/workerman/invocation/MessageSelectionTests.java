package io.workerman.invocation;

import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

import io.workerman.annotation.OnMessage;
import io.workerman.engine.http.HttpRequest;
import io.workerman.engine.websocket.WebSocketMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link MessageSelection}.
 */
class MessageSelectionTests {

	@Test
	void typeOfTheProtocolIsBest() {
		List<HandlerMethod> methods = HandlerMethodParser.parseAll(All.class);
		assertThat(best(Wire.TEXT, methods)).isEqualTo("string");
		assertThat(best(Wire.BYTES, methods)).isEqualTo("bytes");
		assertThat(best(Wire.HTTP, methods)).isEqualTo("request");
		assertThat(best(Wire.WEBSOCKET_TEXT, methods)).isEqualTo("string");
		assertThat(best(Wire.WEBSOCKET_BINARY, methods)).isEqualTo("bytes");
	}

	@Test
	void jsonIsNextButNotForBinaryMessagesOfWebSocket() {
		List<HandlerMethod> methods = without("string", "bytes", "request");
		assertThat(best(Wire.TEXT, methods)).isEqualTo("json");
		assertThat(best(Wire.BYTES, methods)).isEqualTo("json");
		assertThat(best(Wire.HTTP, methods)).isEqualTo("json");
		assertThat(best(Wire.WEBSOCKET_TEXT, methods)).isEqualTo("json");
		assertThat(best(Wire.WEBSOCKET_BINARY, methods)).isEqualTo("buffer");
	}

	@Test
	void otherViewsAreNext() {
		List<HandlerMethod> methods = without("string", "bytes", "request", "json", "buffer");
		assertThat(best(Wire.TEXT, methods)).isEqualTo("any");
		assertThat(best(Wire.WEBSOCKET_TEXT, methods)).isEqualTo("frame");
		assertThat(best(Wire.WEBSOCKET_BINARY, methods)).isEqualTo("frame");
	}

	@Test
	void methodWithRequestIsOnlyForHttp() {
		List<HandlerMethod> methods = HandlerMethodParser.parseAll(WithRequest.class);
		assertThat(best(Wire.HTTP, methods)).isEqualTo("json");
		assertThat(new MessageSelection("it", methods).best(Wire.TEXT)).isNull();
	}

	@Test
	void moreSpecificJsonTypeIsBest() {
		assertThat(best(Wire.TEXT, HandlerMethodParser.parseAll(Related.class))).isEqualTo("integer");
	}

	@Test
	void unrelatedJsonTypesAreAmbiguous() {
		MessageSelection selection = new MessageSelection("it", HandlerMethodParser.parseAll(Unrelated.class));
		assertThatExceptionOfType(HandlerException.class).isThrownBy(() -> selection.best(Wire.TEXT))
			.withMessage(
					"Listener 'it' has two @OnMessage methods, '%s.list(List)' and '%s.map(Map)': either could take"
							+ " a message, which does not say whether it is a 'java.util.List<java.lang.String>' or a"
							+ " 'java.util.Map<java.lang.String, java.lang.String>'",
					Unrelated.class.getName(), Unrelated.class.getName());
	}

	@Test
	void twoMethodsForOneTypeAreRefused() {
		List<HandlerMethod> methods = HandlerMethodParser.parseAll(Twice.class);
		assertThatExceptionOfType(HandlerException.class).isThrownBy(() -> new MessageSelection("it", methods))
			.withMessage(
					"Listener 'it' has two @OnMessage methods, '%s.one(String)' and '%s.two(String)':"
							+ " both take messages of type 'java.lang.String'",
					Twice.class.getName(), Twice.class.getName())
			.satisfies((ex) -> assertThat(ex.action()).isEqualTo("Remove one of the methods, or name other listeners"
					+ " in the @WorkerHandler annotation of one of their classes."));
	}

	private static List<HandlerMethod> without(String... names) {
		return HandlerMethodParser.parseAll(All.class)
			.stream()
			.filter((method) -> !List.of(names).contains(method.method().getName()))
			.toList();
	}

	private static String best(Wire wire, List<HandlerMethod> methods) {
		HandlerMethod best = new MessageSelection("it", methods).best(wire);
		assertThat(best).isNotNull();
		return best.method().getName();
	}

	static class All {

		@OnMessage
		void any(Object message) {
		}

		@OnMessage
		void buffer(ByteBuf message) {
		}

		@OnMessage
		void bytes(byte[] message) {
		}

		@OnMessage
		void frame(WebSocketMessage message) {
		}

		@OnMessage
		void json(Map<String, String> message) {
		}

		@OnMessage
		void request(HttpRequest message) {
		}

		@OnMessage
		void string(String message) {
		}

	}

	static class WithRequest {

		@OnMessage
		void json(HttpRequest request, Map<String, String> message) {
		}

	}

	static class Related {

		@OnMessage
		void number(Number message) {
		}

		@OnMessage
		void integer(Integer message) {
		}

	}

	static class Unrelated {

		@OnMessage
		void list(List<String> message) {
		}

		@OnMessage
		void map(Map<String, String> message) {
		}

	}

	static class Twice {

		@OnMessage
		void one(String message) {
		}

		@OnMessage
		void two(String message) {
		}

	}

}
