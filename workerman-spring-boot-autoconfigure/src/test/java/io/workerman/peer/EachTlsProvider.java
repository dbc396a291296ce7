package io.workerman.peer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.workerman.engine.TlsOptions;

/**
 * Runs a test class with each provider of TLS, which its constructor takes.
 * {@link Certificates#tls} skips what this machine does not have.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass
@EnumSource(value = TlsOptions.Provider.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
public @interface EachTlsProvider {

}
