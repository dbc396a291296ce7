package io.workerman.metrics;

import java.lang.reflect.Method;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import io.workerman.engine.Worker;
import io.workerman.metrics.HandlerObservation.HighCardinalityKeyNames;
import io.workerman.metrics.HandlerObservation.LowCardinalityKeyNames;

/**
 * {@link HandlerObservationConvention} unless the application has its own.
 */
public class DefaultHandlerObservationConvention implements HandlerObservationConvention {

	@Override
	public String getName() {
		return "workerman.handler";
	}

	@Override
	public String getContextualName(HandlerObservationContext context) {
		return name(context.method());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(HandlerObservationContext context) {
		Worker worker = context.connection().worker();
		return KeyValues.of(KeyValue.of(LowCardinalityKeyNames.WORKER, worker.name()),
				KeyValue.of(LowCardinalityKeyNames.PROTOCOL, worker.protocol()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(HandlerObservationContext context) {
		return KeyValues.of(KeyValue.of(HighCardinalityKeyNames.CONNECTION, String.valueOf(context.connection().id())),
				KeyValue.of(HighCardinalityKeyNames.METHOD, name(context.method())));
	}

	private static String name(Method method) {
		return method.getDeclaringClass().getSimpleName() + "." + method.getName();
	}

}
