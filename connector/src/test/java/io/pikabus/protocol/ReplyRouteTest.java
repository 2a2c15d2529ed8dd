package io.pikabus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.IncomingMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyRouteTest {

  private static boolean isRefused(String address, List<String> allowed) {
    IncomingMetadata request =
        IncomingHeaders.read(
            "orders",
            false,
            "",
            "orders",
            null,
            Map.of("PikaBus.ReplyToAddress", address),
            new HeaderNames("PikaBus"));
    return ReplyRoute.refusal(request, "error", allowed).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "shop,shop,false",
    "shop,shops,true",
    "shop.*,shop.a,false",
    "shop.*,shop.,false",
    "shop.*,shop,true",
    "*,anything,false",
    "a*a,a,true",
    "a*a,aa,false",
    "*.reply,x.reply,false",
    "*.reply,x.replyx,true",
    "a*b*c,a1b2c,false",
    "a*bc*c,abc,true",
    "a.c,abc,true",
    "*,error,true",
    "*,orders,true",
  })
  void the_allowed_queues_decide(String pattern, String address, boolean refused) {
    assertThat(isRefused(address, List.of("other", pattern))).isEqualTo(refused);
  }

  @Test
  void all_but_our_own_are_allowed_unless_some_are_named() {
    assertThat(isRefused("anywhere", List.of())).isFalse();
    assertThat(isRefused("orders", List.of())).isTrue();
    assertThat(isRefused("error", List.of())).isTrue();
  }

  /** As RabbitMQ 3.10 and 4 write them, and one with the terms of Erlang before version 23. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "g1h2AA5yZXBseUA3MzA2ODAxMQAAAxkAAAAAAAAAAQ==.gpUOJ8CIfRZ4aNWYnjWD2A==",
        "g2dkABByYWJiaXRAbG9jYWxob3N0AAACsQAAAAAB.NjRhYmM="
      })
  void the_name_of_a_channel_that_a_broker_made_may_be_replied_to(String token) {
    assertThat(isRefused("amq.rabbitmq.reply-to." + token, List.of())).isFalse();
  }

  /** RabbitMQ 3.10 ends the connection of whoever publishes to one that it cannot read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "forged",
        "forged.forged",
        "g1h2AA5yZXBseUA0.forged==",
        "g1h2AA5yZXBseUA3MzA2ODAxMQAAAxkAAAAAAAAAAQ==",
        "g1h2AA5yZXBseUA3MzA2ODAxMQAAAxkAAAAAAAAAAQ==.",
        "g1h2AA5yZXBseUA3MzA2ODAxMQAAAxkAAAAAAAAAAQ==.a.b",
        "g1h2AA5yZXBseUA3MzA2ODAxMQAAAxkAAAAAAAAAAQAA.a",
        "g1h2//9yZXBseUA3MzA2ODAxMQAAAxkAAAAAAAAAAQ==.a",
        "g2EB.a",
        "gw==.a",
        "ä.a"
      })
  void the_name_of_a_channel_that_no_broker_made_is_refused(String token) {
    assertThat(isRefused("amq.rabbitmq.reply-to." + token, List.of())).isTrue();
  }

  @Test
  void a_long_address_takes_no_time() {
    String pattern = "*a".repeat(100) + "b";
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(isRefused("a".repeat(70_000), List.of(pattern))).isTrue());
  }
}
