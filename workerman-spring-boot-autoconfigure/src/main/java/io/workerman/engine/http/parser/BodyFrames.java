package io.workerman.engine.http.parser;

/**
 * Where a body comes from whose frames say when it ends.
 */
public interface BodyFrames {

	/**
	 * Whether no more will come.
	 * @return whether the body has ended
	 */
	boolean hasEnded();

	/**
	 * What followed the body.
	 * @return the trailer
	 */
	HeaderFields trailer();

}
