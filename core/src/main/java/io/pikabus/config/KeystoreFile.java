package io.pikabus.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/**
 * A file with certificates or with a key.
 *
 * @param path as it was written; relative to the working directory of the JVM
 * @param password of the file and of its keys; null when it has none
 */
public record KeystoreFile(String path, @Nullable String password) {

  private static final String PEM_CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  /**
   * Reads the file anew: PKCS12, JKS, or certificates in PEM.
   *
   * @throws IOException when it cannot be read, is of another kind, or the password is not its own;
   *     then the cause is an {@link java.security.UnrecoverableKeyException}
   * @throws GeneralSecurityException when what it holds cannot be used
   * @throws java.nio.file.InvalidPathException when this cannot be a path
   */
  public KeyStore load() throws IOException, GeneralSecurityException {
    Path file = Path.of(path);
    // In the encoding that takes any byte: most files are binary.
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    return text.contains(PEM_CERTIFICATE)
        ? certificates(file)
        : KeyStore.getInstance(file.toFile(), characters());
  }

  private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("certificate-" + number++, each);
      }
    }
    return store;
  }

  /** The password as the security classes take it; empty when there is none. */
  public char[] characters() {
    return password == null ? new char[0] : password.toCharArray();
  }

  /** Without the password. */
  @Override
  public String toString() {
    return path;
  }
}
