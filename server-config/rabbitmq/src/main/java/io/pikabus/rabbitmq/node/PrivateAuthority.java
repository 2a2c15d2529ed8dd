package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority of our own, made by the JDK's keytool, and what it issues; all in one folder. */
public final class PrivateAuthority {

  /** Of every store that it writes. */
  public static final String PASSWORD = "s3cret-store";

  private final Path directory;
  private final Path all;

  /**
   * Makes an authority.
   *
   * @param directory where its folder is to be, which begins with its name
   * @throws IllegalStateException if keytool fails
   */
  public PrivateAuthority(Path directory, String name)
      throws IOException, GeneralSecurityException {
    this.directory =
        Files.createTempDirectory(Files.createDirectories(directory).toAbsolutePath(), name);
    this.all = this.directory.resolve("all.p12");
    keytool("ca", "-dname", "CN=" + name, "-ext", "bc:c", "-validity", "30");
  }

  /**
   * Issues a certificate that is valid for a month.
   *
   * @param names as keytool writes subject alternative names
   */
  public void issue(String alias, String names) throws IOException, GeneralSecurityException {
    issue(alias, names, "-1d", 30);
  }

  /**
   * Issues a certificate.
   *
   * @param names as keytool writes subject alternative names
   * @param begin as keytool writes the start of its life
   * @param days of its life
   */
  public void issue(String alias, String names, String begin, int days)
      throws IOException, GeneralSecurityException {
    keytool(
        alias,
        "-signer",
        "ca",
        "-dname",
        "CN=" + alias,
        "-ext",
        "san=" + names,
        "-startdate",
        begin,
        "-validity",
        String.valueOf(days));
  }

  private void keytool(String alias, String... more) throws IOException, GeneralSecurityException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                all.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(more));
    Path output = directory.resolve("keytool-" + alias + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!ends(process) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("keytool failed: " + Files.readString(output));
    }
  }

  private static boolean ends(Process process) {
    try {
      return process.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private KeyStore everything() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(all.toFile(), PASSWORD.toCharArray());
  }

  /** What a node reads; the same files for every alias. */
  public TlsFiles serve(String alias, boolean clientCertificate)
      throws IOException, GeneralSecurityException {
    Path certificate = directory.resolve("served.pem");
    Path key = directory.resolve("served-key.pem");
    KeyStore store = everything();
    writePem(certificate, "CERTIFICATE", store.getCertificate(alias).getEncoded());
    Key own = store.getKey(alias, PASSWORD.toCharArray());
    writePem(key, "PRIVATE KEY", own.getEncoded());
    return new TlsFiles(trustPem(), certificate, key, clientCertificate);
  }

  /** Its own certificate in PEM. */
  public Path trustPem() throws IOException, GeneralSecurityException {
    Path file = directory.resolve("trust.pem");
    writePem(file, "CERTIFICATE", everything().getCertificate("ca").getEncoded());
    return file;
  }

  /** Its own certificate in PKCS12. */
  public Path trustStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("ca", everything().getCertificate("ca"));
    return write(store, "trust.p12");
  }

  /** What it issued, with its key, in PKCS12. */
  public Path keyStore(String alias) throws IOException, GeneralSecurityException {
    char[] password = PASSWORD.toCharArray();
    KeyStore source = everything();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = source.getCertificateChain(alias);
    store.setKeyEntry(alias, source.getKey(alias, password), password, chain);
    return write(store, alias + ".p12");
  }

  private Path write(KeyStore store, String name) throws IOException, GeneralSecurityException {
    Path file = directory.resolve(name);
    try (var out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private static void writePem(Path file, String kind, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(file, "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(kind, text));
  }
}
