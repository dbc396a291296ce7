package io.workerman.engine.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;

import io.workerman.engine.http.parser.BodyFrames;
import io.workerman.engine.http.parser.HeadLimits;
import io.workerman.engine.http.parser.HeaderFields;
import io.workerman.engine.http.parser.HttpGrammar;
import io.workerman.engine.http.parser.RequestException;
import io.workerman.engine.http.parser.RequestHead;
import io.workerman.engine.http.parser.RequestLine;

/**
 * Makes the head of a request of the fields of a stream (RFC 9113, section 8.3). Those
 * that no client may send reset the stream, others are refused with a response.
 */
final class RequestFields {

	private final int stream;

	private final HeadLimits limits;

	RequestFields(int stream, HeadLimits limits) {
		this.stream = stream;
		this.limits = limits;
	}

	RequestHead head(Http2Headers headers, BodyFrames frames) throws Http2Exception {
		CharSequence method = headers.method();
		CharSequence path = headers.path();
		if (method == null || path == null || headers.scheme() == null) {
			throw malformed("A request has no method, scheme or path");
		}
		if (path.length() == 0 || (path.charAt(0) != '/' && !path.toString().equals("*"))) {
			throw malformed("The path of a request does not begin with a slash");
		}
		List<CharSequence> fields = fields(headers);
		try {
			RequestLine line = RequestLine.framed(method.toString(), path.toString(), this.limits.maxTarget());
			int count = fields.size() / 2;
			HeaderFields header = withHost(fields, headers);
			if (count > this.limits.maxFields()) {
				throw new RequestException(431, "There are too many header fields");
			}
			return RequestHead.framed(line, header, frames);
		}
		catch (RequestException ex) {
			return RequestHead.refused(ex);
		}
	}

	HeaderFields trailer(Http2Headers headers) throws Http2Exception {
		for (Map.Entry<CharSequence, CharSequence> field : headers) {
			if (isPseudo(field.getKey())) {
				throw malformed("A trailer has a pseudo-header");
			}
		}
		return HeaderFields.of(fields(headers));
	}

	private static boolean isPseudo(CharSequence name) {
		return name.length() > 0 && name.charAt(0) == ':';
	}

	private List<CharSequence> fields(Http2Headers headers) throws Http2Exception {
		List<CharSequence> fields = new ArrayList<>(headers.size() * 2);
		for (Map.Entry<CharSequence, CharSequence> field : headers) {
			if (!isPseudo(field.getKey())) {
				checkName(field.getKey());
				checkValue(field.getValue());
				fields.add(field.getKey());
				fields.add(field.getValue());
			}
		}
		return fields;
	}

	private void checkName(CharSequence name) throws Http2Exception {
		boolean wellFormed = HttpGrammar.isToken(name);
		for (int i = 0; i < name.length() && wellFormed; i++) {
			wellFormed = name.charAt(i) < 'A' || name.charAt(i) > 'Z';
		}
		if (!wellFormed) {
			throw malformed("The name of a field is malformed");
		}
	}

	private void checkValue(CharSequence value) throws Http2Exception {
		int length = value.length();
		if (length > 0 && (HttpGrammar.isBlank(value.charAt(0)) || HttpGrammar.isBlank(value.charAt(length - 1)))) {
			throw malformed("The value of a field begins or ends with a blank");
		}
		if (!HttpGrammar.isValue(value)) {
			throw malformed("The value of a field has a control character");
		}
	}

	private static HeaderFields withHost(List<CharSequence> fields, Http2Headers headers) throws RequestException {
		CharSequence authority = headers.authority();
		if (authority != null && !headers.contains(HttpHeaderNames.HOST)) {
			fields.add(HttpHeaderNames.HOST);
			fields.add(authority);
		}
		HeaderFields header = HeaderFields.of(fields);
		String host = header.get("host");
		if (host == null || (authority == null && header.count("host") != 1)) {
			throw new RequestException(400, "There must be one authority or one Host header");
		}
		if (!HttpGrammar.isHost(host) || (authority != null && !host.equalsIgnoreCase(authority.toString()))) {
			throw new RequestException(400, "The authority is malformed, or is not that of the Host header");
		}
		return header;
	}

	private Http2Exception malformed(String reason) {
		return Http2Exception.streamError(this.stream, Http2Error.PROTOCOL_ERROR, reason);
	}

}
