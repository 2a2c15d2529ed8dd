package io.pikabus.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.IncomingMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

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

  @Test
  void the_queue_of_the_request_is_refused_unless_it_is_named_in_full() {
    assertThat(isRefused("orders", List.of())).isTrue();
    assertThat(isRefused("orders", List.of("*"))).isTrue();
    assertThat(isRefused("orders", List.of("ord*", "*ers"))).isTrue();
    assertThat(isRefused("orders", List.of("answers", "orders"))).isFalse();
    assertThat(isRefused("other", List.of("answers", "orders"))).isTrue();
    assertThat(isRefused("error", List.of("error"))).isTrue();
  }

  @Test
  void a_long_address_takes_no_time() {
    String pattern = "*a".repeat(100) + "b";
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(isRefused("a".repeat(70_000), List.of(pattern))).isTrue());
  }
}
