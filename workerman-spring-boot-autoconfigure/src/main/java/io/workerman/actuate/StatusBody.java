package io.workerman.actuate;

import com.fasterxml.jackson.annotation.JsonValue;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Something that is written as the actuator writes its JSON, however the application
 * writes its own.
 *
 * @param <T> the type of what is written
 * @param value what is written
 */
public record StatusBody<T>(@JsonValue T value) implements OperationResponseBody {

}
