package io.pikabus.config;

import static io.pikabus.config.Reading.faultsOfIncoming;
import static io.pikabus.config.Reading.incoming;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of faulty settings for TLS, before anything is connected. */
class TlsFaultySettingsTest {

  private static final String PREFIX = "mp.messaging.incoming.orders.";

  @TempDir Path directory;

  private static Map<String, String> tls(String... more) {
    Map<String, String> settings = new HashMap<>(Map.of("tls", "true"));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private Path emptyStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Path file = directory.resolve("empty.p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, "s3cret".toCharArray());
    }
    return file;
  }

  @Test
  void the_port_is_that_of_tls_unless_it_is_set() {
    assertThat(incoming(tls()).bus().connection())
        .hasToString("RabbitMQ at localhost:5671 with TLS, virtual host '/', user 'guest'");
    assertThat(incoming(tls("port", "5672")).bus().connection().addresses())
        .containsExactly(new BrokerAddress("localhost", 5672));
  }

  @Test
  void hosts_are_checked_unless_that_is_switched_off() {
    assertThat(incoming(tls()).bus().connection().tls())
        .isEqualTo(new TlsSettings(null, null, null, true));
    assertThat(
            incoming(tls("tls.verify-host", "false", "tls.context", "ours"))
                .bus()
                .connection()
                .tls())
        .isEqualTo(new TlsSettings("ours", null, null, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "default"})
  void hosts_are_not_left_unchecked_where_public_authorities_are_trusted(String context) {
    Map<String, String> settings = tls("tls.verify-host", "false");
    if (!context.isEmpty()) {
      settings.put("tls.context", context);
    }
    assertThat(faultsOfIncoming(settings))
        .singleElement()
        .asString()
        .contains("tls.verify-host = false", "anybody", "Set tls.trust-store");
  }

  @Test
  void a_file_that_is_missing_is_named_with_its_key() {
    assertThat(faultsOfIncoming(tls("tls.trust-store", "no/such.p12")))
        .containsExactly(
            PREFIX
                + "tls.trust-store = 'no/such.p12' cannot be used: the file does not exist. Name a file that the server may read, best with its absolute path.");
  }

  @Test
  void a_wrong_password_is_named_and_hidden() throws Exception {
    String file = emptyStore().toString();
    assertThat(faultsOfIncoming(tls("tls.key-store", file, "tls.key-store-password", "wr0ng-one")))
        .containsExactly(
            "%stls.key-store = '%s' cannot be used: the file has another password. Set %1$stls.key-store-password to that of the file."
                .formatted(PREFIX, file));
  }

  @Test
  void a_file_with_nothing_in_it_is_a_fault() throws Exception {
    String file = emptyStore().toString();
    assertThat(
            faultsOfIncoming(
                tls(
                    "tls.trust-store",
                    file,
                    "tls.trust-store-password",
                    "s3cret",
                    "tls.key-store",
                    file,
                    "tls.key-store-password",
                    "s3cret")))
        .hasSize(2)
        .anySatisfy(fault -> assertThat(fault).contains("no such thing as a certificate"))
        .anySatisfy(fault -> assertThat(fault).contains("no such thing as a private key"))
        .noneSatisfy(fault -> assertThat(fault).contains("s3cret"));
  }

  @Test
  void a_file_of_another_kind_is_a_fault() throws Exception {
    Path file = Files.writeString(directory.resolve("notes.txt"), "notes");
    assertThat(faultsOfIncoming(tls("tls.trust-store", file.toString())))
        .singleElement()
        .asString()
        .contains("cannot be read as a keystore", "PKCS12, JKS or PEM");
  }

  @Test
  void a_store_without_tls_is_a_fault_since_nothing_would_be_encrypted() {
    assertThat(faultsOfIncoming(Map.of("tls.trust-store", "some.p12")))
        .singleElement()
        .asString()
        .contains(PREFIX + "tls.trust-store", "Set tls = true");
    assertThat(incoming(Map.of("tls", "false", "tls.trust-store", "some.p12")).bus().connection())
        .hasToString("RabbitMQ at localhost:5672, virtual host '/', user 'guest'");
  }

  @Test
  void a_password_without_its_file_is_a_fault() {
    assertThat(faultsOfIncoming(tls("tls.trust-store-password", "s3cret")))
        .singleElement()
        .asString()
        .contains(PREFIX + "tls.trust-store-password", "Set both or neither")
        .doesNotContain("s3cret");
  }

  @Test
  void a_context_and_a_file_cannot_both_decide() {
    assertThat(faultsOfIncoming(tls("tls.context", "broker", "tls.trust-store", "no/such.pem")))
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .contains(
                        PREFIX + "tls.context = 'broker'",
                        PREFIX + "tls.trust-store",
                        "Leave one of them out"));
  }

  @Test
  void a_context_without_tls_is_a_fault_since_nothing_would_be_encrypted() {
    assertThat(faultsOfIncoming(Map.of("tls.context", "broker")))
        .singleElement()
        .asString()
        .contains(PREFIX + "tls.context", "Set tls = true");
  }
}
