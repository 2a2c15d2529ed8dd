package io.pikabus.rabbitmq;

import io.pikabus.text.Printable;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why two ends did not agree on TLS, and what a person can do; trying again does not help. */
final class TlsFaults {

  private TlsFaults() {}

  /** Null when it is not TLS that failed. */
  static @Nullable String describe(Throwable failure) {
    SSLException outermost = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException ssl && outermost == null) {
        outermost = ssl;
      }
      String remedy = remedy(cause);
      if (remedy != null) {
        return "%s (%s)".formatted(remedy, Printable.of(cause.getMessage()));
      }
    }
    return outermost == null ? null : ofHandshake(outermost);
  }

  /** Whether the other end closed the connection. */
  static boolean isEnd(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException
          || cause instanceof SocketException && !(cause instanceof ConnectException)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Says what ended an encrypted connection in its beginning. A broker that misses a certificate
   * says so and closes, and the second can overtake the first.
   */
  static String describeEnd(Throwable failure) {
    return "The broker ended the connection at once: if it asks for a client's certificate, set tls.key-store, or the key of tls.context, to one whose authority it trusts. (%s)"
        .formatted(CloseReasons.describe(failure));
  }

  private static @Nullable String remedy(Throwable cause) {
    if (cause instanceof CertificateExpiredException) {
      return "The broker's certificate has expired: renew it at the broker.";
    }
    if (cause instanceof CertificateNotYetValidException) {
      return "The broker's certificate is not valid yet: look at the clocks.";
    }
    if (cause instanceof CertPathBuilderException
        || cause instanceof CertPathValidatorException && cause.getCause() == null) {
      return "The broker's certificate is not trusted: put the certificate of the authority that issued it into tls.trust-store, or where the SSL context of tls.context has its own.";
    }
    if (cause instanceof CertificateException && cause.getCause() == null) {
      return "The broker's certificate is not for this host: connect by a name that is in the certificate, or issue one for this name.";
    }
    return null;
  }

  private static @Nullable String ofHandshake(SSLException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("certificate_required")
        || message.contains("bad_certificate")
        || message.contains("unknown_ca")
        || message.contains("certificate_unknown")
        || message.contains("certificate_expired")) {
      return "The broker refuses the client's certificate, or asks for one: set tls.key-store, or the key of tls.context, to one whose authority the broker trusts. (%s)"
          .formatted(Printable.of(message));
    }
    if (message.contains("Unsupported or unrecognized SSL message")) {
      return "The broker does not speak TLS at this port: set port to that of its TLS listener, usually 5671. (%s)"
          .formatted(Printable.of(message));
    }
    if (message.contains("handshake_failure") || message.contains("protocol_version")) {
      return "The broker and this JVM agree on no version of TLS or no cipher: look at the broker's ssl_options. (%s)"
          .formatted(Printable.of(message));
    }
    // A connection that was cut in the middle looks like this too: trying again may help.
    return null;
  }
}
