package io.pikabus.config;

import static io.pikabus.config.Reading.INCOMING;
import static io.pikabus.config.Reading.faultsOfIncoming;
import static io.pikabus.config.Reading.incoming;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What must stand beside {@code sasl = external}, and what must not. */
class SaslFaultySettingsTest {

  @Test
  void a_user_and_a_password_prove_who_a_client_is_unless_it_says_otherwise() {
    assertThat(incoming(Map.of()).bus().connection().sasl()).isEqualTo(Sasl.PLAIN);
    assertThat(incoming(Map.of("sasl", "plain", "username", "me")).bus().connection().sasl())
        .isEqualTo(Sasl.PLAIN);
  }

  @Test
  void a_context_may_hold_the_certificate() {
    assertThat(
            incoming(Map.of("sasl", "external", "tls", "true", "tls.context", "ours"))
                .bus()
                .connection())
        .hasToString(
            "RabbitMQ at localhost:5671 with TLS, virtual host '/', user of the client's certificate");
  }

  @Test
  void a_certificate_needs_tls() {
    assertThat(faultsOfIncoming(Map.of("sasl", "external")))
        .containsExactly(
            INCOMING
                + "sasl = external is for a client's certificate, and connections are not encrypted. Set tls = true, and set tls.key-store to the certificate.");
  }

  @Test
  void a_certificate_must_be_somewhere() {
    assertThat(faultsOfIncoming(Map.of("sasl", "external", "tls", "true")))
        .containsExactly(
            INCOMING
                + "sasl = external is for a client's certificate, and there is none. Set tls.key-store, or tls.context to what holds it.");
  }

  @Test
  void a_user_or_a_password_beside_it_contradicts_it_and_is_not_shown() {
    assertThat(
            faultsOfIncoming(
                Map.of(
                    "sasl", "external",
                    "tls", "true",
                    "tls.context", "ours",
                    "username", "me",
                    "password", "s3cret")))
        .containsExactly(
            INCOMING
                + "username is set beside "
                + INCOMING
                + "sasl = external, by which the broker takes the user from the certificate. Leave one of them out.",
            INCOMING
                + "password is set beside "
                + INCOMING
                + "sasl = external, by which the broker takes the user from the certificate. Leave one of them out.");
  }

  @Test
  void all_faults_come_together() {
    assertThat(faultsOfIncoming(Map.of("sasl", "external", "username", "me", "port", "0")))
        .hasSize(3);
  }
}
