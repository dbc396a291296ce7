package io.workerman.invocation;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.workerman.annotation.OnConnect;
import io.workerman.annotation.OnMessage;
import io.workerman.annotation.WorkerHandler;
import io.workerman.engine.Connection;
import io.workerman.peer.Application;
import io.workerman.peer.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for handlers that are called through a proxy.
 */
class ProxiedHandlerTests {

	private static final String TEXT = "text://127.0.0.1:0";

	@Test
	void packagePrivateMethodOfClassProxy() {
		try (Application context = Application.run(TEXT, ClassProxies.class, Handler.class);
				Peer peer = context.connect()) {
			assertThat(peer.send("hello\n").line()).isEqualTo("handled hello");
			assertThat(AopUtils.isCglibProxy(context.bean(Handler.class))).isTrue();
			assertThat(context.bean(ClassProxies.class).calls).containsExactly("say");
		}
	}

	@Test
	void methodOfInterfaceProxy() {
		try (Application context = Application.run(TEXT, InterfaceProxies.class, Speaker.class);
				Peer peer = context.connect()) {
			assertThat(peer.send("hello\n").line()).isEqualTo("spoken hello");
			assertThat(context.bean(InterfaceProxies.class).calls).containsExactly("say");
		}
	}

	@Test
	void finalMethodOfClassProxyIsRefused() {
		assertThatExceptionOfType(HandlerException.class)
			.isThrownBy(() -> Application.run(TEXT, ClassProxies.class, Final.class))
			.withMessage(
					"The @OnMessage method '%s.say(String)' is final, so that the proxy of its bean cannot pass on a"
							+ " call of it",
					Final.class.getName());
	}

	@Test
	void finalMethodWithoutProxyIsCalled() {
		try (Application context = Application.run(TEXT, Final.class); Peer peer = context.connect()) {
			assertThat(peer.send("hello\n").line()).isEqualTo("hello");
		}
	}

	@Test
	void methodThatIsInNoInterfaceOfTheProxyIsRefused() {
		assertThatExceptionOfType(HandlerException.class)
			.isThrownBy(() -> Application.run(TEXT, InterfaceProxies.class, HalfSpeaker.class))
			.withMessage("The @OnConnect method '%s.connect(Connection)' is in no interface of the proxy of its bean",
					HalfSpeaker.class.getName());
	}

	@Test
	void finalMethodOfRecordIsCalled() {
		try (Application context = Application.run(TEXT, RecordHandler.class); Peer peer = context.connect()) {
			assertThat(peer.send("hello\n").line()).isEqualTo("hello");
		}
	}

	@WorkerHandler
	static class Handler {

		private final String prefix = "handled ";

		@OnMessage
		String say(String message) {
			return this.prefix + message;
		}

	}

	@WorkerHandler
	record RecordHandler() {

		@OnMessage
		String say(String message) {
			return message;
		}

	}

	@WorkerHandler
	static class Final {

		@OnMessage
		final String say(String message) {
			return message;
		}

	}

	interface Says {

		String say(String message);

	}

	@WorkerHandler
	static class Speaker implements Says {

		@Override
		@OnMessage
		public String say(String message) {
			return "spoken " + message;
		}

	}

	@WorkerHandler
	static class HalfSpeaker implements Says {

		@Override
		@OnMessage
		public String say(String message) {
			return "spoken " + message;
		}

		@OnConnect
		void connect(Connection connection) {
		}

	}

	static class ClassProxies implements BeanPostProcessor {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!bean.getClass().isAnnotationPresent(WorkerHandler.class)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setProxyTargetClass(proxyTargetClass());
			factory.addAdvice((MethodInterceptor) (invocation) -> {
				this.calls.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
			return factory.getProxy(getClass().getClassLoader());
		}

		boolean proxyTargetClass() {
			return true;
		}

	}

	static class InterfaceProxies extends ClassProxies {

		@Override
		boolean proxyTargetClass() {
			return false;
		}

	}

}
