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

  @Test
  void a_long_address_takes_no_time() {
    String pattern = "*a".repeat(100) + "b";
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(isRefused("a".repeat(70_000), List.of(pattern))).isTrue());
  }
}
