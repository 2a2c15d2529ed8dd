package io.pikabus.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "rabbit.example:5672, rabbit.example, 5672",
    "10.0.0.1:1, 10.0.0.1, 1",
    "[::1]:5672, ::1, 5672",
    "[2001:db8::7]:65535, 2001:db8::7, 65535"
  })
  void reads_a_host_and_a_port_and_writes_them_as_they_were(String text, String host, int port) {
    assertThat(BrokerAddress.parse(text))
        .isEqualTo(new BrokerAddress(host, port))
        .hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rabbit",
        ":5672",
        "rabbit:",
        "rabbit:0",
        "rabbit:65536",
        "rabbit:amqp",
        "me:secret@rabbit:5672",
        "[::1]",
        "[]:5672",
        "amqp://rabbit:5672",
        "one two:5672"
      })
  void refuses_what_is_no_host_and_port(String text) {
    assertThatThrownBy(() -> BrokerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void addresses_are_used_instead_of_host_and_port() {
    assertThat(
            Reading.incoming(
                    Map.of("host", "ignored", "port", "1", "addresses", " a:5672 ,[::1]:5673,"))
                .bus()
                .connection()
                .addresses())
        .containsExactly(new BrokerAddress("a", 5672), new BrokerAddress("::1", 5673));
  }
}
