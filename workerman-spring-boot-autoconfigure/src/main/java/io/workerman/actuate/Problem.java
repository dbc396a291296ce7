package io.workerman.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/**
 * Why something could not be done, as RFC 9457 writes it.
 *
 * @param title what went wrong in general
 * @param status the status code of the response
 * @param detail what went wrong this time
 */
public record Problem(String title, int status, String detail) implements OperationResponseBody {

	static final MimeType TYPE = MimeType.valueOf("application/problem+json");

	static WebEndpointResponse<Object> badRequest(IllegalArgumentException failure) {
		return new Problem("Bad Request", WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(failure.getMessage()))
			.response();
	}

	static WebEndpointResponse<Object> forbidden(String detail) {
		return new Problem("Forbidden", 403, detail).response();
	}

	static WebEndpointResponse<Object> notFound(String detail) {
		return new Problem("Not Found", WebEndpointResponse.STATUS_NOT_FOUND, detail).response();
	}

	static WebEndpointResponse<Object> failed(RuntimeException failure) {
		return new Problem("Internal Server Error", WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR,
				String.valueOf(failure.getMessage()))
			.response();
	}

	private WebEndpointResponse<Object> response() {
		return new WebEndpointResponse<>(this, this.status, TYPE);
	}

}
