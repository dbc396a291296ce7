package io.workerman.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of workers.
 */
public enum HandlerObservation implements ObservationDocumentation {

	/**
	 * The call of a handler method that is about a connection.
	 */
	HANDLER {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultHandlerObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

	};

	/**
	 * Keys with few values, which are tags of the meter too.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * The name of the worker.
		 */
		WORKER {

			@Override
			public String asString() {
				return "worker";
			}

		},

		/**
		 * The name of the protocol of the worker.
		 */
		PROTOCOL {

			@Override
			public String asString() {
				return "protocol";
			}

		}

	}

	/**
	 * Keys with many values, which only spans have.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * The id of the connection.
		 */
		CONNECTION {

			@Override
			public String asString() {
				return "workerman.connection";
			}

		},

		/**
		 * The class and name of the method.
		 */
		METHOD {

			@Override
			public String asString() {
				return "workerman.method";
			}

		}

	}

}
