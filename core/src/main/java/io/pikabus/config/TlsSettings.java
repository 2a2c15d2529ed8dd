package io.pikabus.config;

import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is encrypted, and whom it trusts.
 *
 * @param context name of an {@link SSLContext} that decides whom to trust and what to show, {@link
 *     #DEFAULT_CONTEXT} for that of the JVM; null when the files decide
 * @param trustStore certificates of the authorities that are trusted; null for those of the JVM
 * @param keyStore what the client shows of itself; null for nothing
 * @param verifyHost whether the broker's certificate must be for the host that was asked for
 */
public record TlsSettings(
    @Nullable String context,
    @Nullable KeystoreFile trustStore,
    @Nullable KeystoreFile keyStore,
    boolean verifyHost) {

  /** The name of {@link SSLContext#getDefault()}. */
  public static final String DEFAULT_CONTEXT = "default";

  /** Of the files. */
  Stream<String> passwords() {
    return Stream.of(Optional.ofNullable(trustStore), Optional.ofNullable(keyStore))
        .flatMap(Optional::stream)
        .map(KeystoreFile::password)
        .flatMap(Stream::ofNullable);
  }
}
