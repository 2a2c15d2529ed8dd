package io.pikabus.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.PikaBus;
import io.pikabus.faults.Log;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a password that crosses a network unencrypted is warned of. */
class ClearTextTest {

  private static Set<String> warnings(Map<String, String> settings) {
    SettingsReader reader = new SettingsReader();
    reader.api(SettingSource.of(settings));
    reader.consuming(SettingSource.of(settings));
    reader.throwFaults();
    return reader.warnings();
  }

  @Test
  void a_host_elsewhere_is_warned_of_once_with_what_to_do_and_without_the_password() {
    assertThat(warnings(Map.of("host", "rabbit.example", "username", "me", "password", "s3cret")))
        .containsExactly(
            "The password of user 'me' and all messages cross the network to rabbit.example:5672 unencrypted: tls is not set. Set tls = true, or set tls = false to say that this network is trusted.");
  }

  @Test
  void of_a_url_the_scheme_is_named_since_tls_would_contradict_it() {
    assertThat(warnings(Map.of("url", "amqp://me:s3cret@rabbit.example")))
        .containsExactly(
            "The password of user 'me' and all messages cross the network to rabbit.example:5672 unencrypted: tls is not set. Begin the url with amqps://, or set tls = false to say that this network is trusted.");
    assertThat(warnings(Map.of("url", "amqps://me:s3cret@rabbit.example"))).isEmpty();
    assertThat(warnings(Map.of("url", "amqp://rabbit.example", "tls", "false"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true", "FALSE"})
  void whoever_says_what_tls_is_is_not_warned(String tls) {
    assertThat(warnings(Map.of("host", "rabbit.example", "tls", tls))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost.",
        "broker.localhost",
        "127.0.0.1",
        "127.255.3.4",
        "::1",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1"
      })
  void this_machine_is_no_network(String host) {
    assertThat(warnings(Map.of("host", host))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost.example",
        "notlocalhost",
        "127.0.0.1.example",
        "10.0.0.1",
        "0.0.0.0",
        "::2",
        "fe80::1%eth0",
        "2001:db8::1"
      })
  void what_only_looks_like_this_machine_is_elsewhere(String host) {
    assertThat(warnings(Map.of("host", host))).hasSize(1);
  }

  @Test
  void of_a_cluster_the_nodes_elsewhere_are_named() {
    assertThat(warnings(Map.of("addresses", "localhost:5672,[2001:db8::1]:5672,b:1")))
        .singleElement()
        .asString()
        .contains("to [2001:db8::1]:5672, b:1 unencrypted");
    assertThat(warnings(Map.of("addresses", "localhost:5672,[::1]:5673"))).isEmpty();
  }

  @Test
  void a_bus_of_java_se_says_it_when_it_is_made() {
    // A number that is not this machine's, and leads nowhere else.
    Map<String, String> settings = Map.of("host", "0.0.0.0", "port", "1");
    try (Log log = new Log()) {
      PikaBus.connect(settings).close();
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WARNING The password of user 'guest'"))
          .hasSize(1);
    }
  }

  @Test
  void the_defaults_are_not_warned_of() {
    assertThat(warnings(Map.of())).isEmpty();
  }
}
