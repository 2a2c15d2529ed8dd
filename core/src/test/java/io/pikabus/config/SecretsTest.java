package io.pikabus.config;

import static io.pikabus.config.Reading.faultsOfIncoming;
import static io.pikabus.config.Reading.incoming;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords stay out of logs and exceptions, wherever they were written. */
class SecretsTest {

  @Test
  void the_settings_of_a_connection_show_everything_but_the_password() {
    IncomingSettings settings =
        incoming(
            Map.of("addresses", "rabbit1:5672,[::1]:5673", "username", "me", "password", "s3cret"));
    assertThat(settings.bus().connection())
        .hasToString("RabbitMQ at rabbit1:5672, [::1]:5673, virtual host '/', user 'me'");
    assertThat(settings.bus().connection().password()).isEqualTo("s3cret");
    assertThat(settings.toString()).doesNotContain("s3cret");
    assertThat(settings.bus().toString()).doesNotContain("s3cret");
  }

  @Test
  void a_faulty_password_is_named_and_hidden() {
    assertThat(faultsOfIncoming(Map.of("password", "   ")))
        .containsExactly(
            "mp.messaging.incoming.orders.password = (hidden) cannot be used. Write some text, or leave the key out.");
  }

  @Test
  void other_faults_do_not_show_the_password_that_stands_beside_them() {
    assertThat(faultsOfIncoming(Map.of("password", "s3cret", "port", "0")).toString())
        .doesNotContain("s3cret");
  }

  @Test
  void the_value_of_a_misspelt_password_is_not_shown() {
    assertThat(faultsOfIncoming(Map.of("pasword", "s3cret")))
        .containsExactly(
            "mp.messaging.incoming.orders.pasword is not a key of pikabus. Did you mean 'password'?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"me:s3cret@rabbit:5672", "rabbit1:5672, amqp://me:s3cret@rabbit2:5672"})
  void credentials_in_an_address_are_refused_and_not_repeated(String addresses) {
    assertThat(faultsOfIncoming(Map.of("addresses", addresses)))
        .singleElement()
        .asString()
        .contains("orders.addresses", "rabbit", "without user or password")
        .doesNotContain("s3cret");
  }

  @Test
  void credentials_in_a_host_are_refused_and_not_repeated() {
    assertThat(faultsOfIncoming(Map.of("host", "amqp://me:s3cret@rabbit")))
        .singleElement()
        .asString()
        .contains("orders.host")
        .doesNotContain("s3cret");
  }

  @Test
  void the_passwords_of_all_that_was_read_are_known_but_for_the_one_that_everybody_knows() {
    SettingsReader reader = new SettingsReader();
    reader.api(SettingSource.of(Map.of()));
    reader.incoming("orders", Reading.source(Reading.INCOMING, Map.of("password", "s3cret")));
    reader.outgoing(
        Reading.source(
            Reading.OUTGOING,
            Map.of(
                "tls", "true",
                "tls.trust-store", "no/such.p12",
                "tls.trust-store-password", "tru5t",
                "tls.key-store", "no/such.p12",
                "tls.key-store-password", "k3y5")));
    assertThat(reader.secrets()).containsExactlyInAnyOrder("s3cret", "tru5t", "k3y5");
  }

  @Test
  void a_password_is_taken_as_it_is_written_blanks_included() {
    assertThat(incoming(Map.of("password", " s3cret ")).bus().connection().password())
        .isEqualTo(" s3cret ");
  }
}
