package io.pikabus.delay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever the delay and the destination, the way through the levels takes as long as it should.
 */
class DelayRoutePropertyTest {

  @Property
  void a_held_message_is_at_the_end_before_it_is_due_and_not_long_before(
      @ForAll("delays") Duration delay) {
    Duration walk = walk(DelayRoute.held(delay, "orders"));
    Duration held = delay.minus(walk);

    assertThat(held).isPositive();
    assertThat(held)
        .isLessThanOrEqualTo(DelayRoute.LEAD.plus(DelayRoute.SHORT))
        .isLessThan(
            held.compareTo(DelayRoute.SHORT) > 0
                ? expiry(DelayTopology.LONG)
                : expiry(DelayTopology.SHORT));
    if (!walk.isZero()) {
      assertThat(held).isGreaterThanOrEqualTo(DelayRoute.LEAD);
    }
  }

  @Property
  void a_message_alone_is_never_early_and_at_most_a_second_late(@ForAll("delays") Duration delay) {
    Duration walk = walk(DelayRoute.alone(delay, "orders"));

    assertThat(walk).isGreaterThanOrEqualTo(delay).isLessThan(delay.plusSeconds(1));
  }

  @Property
  void the_routing_key_says_which_way_a_message_walks(@ForAll("delays") Duration delay) {
    assertThat(DelayRoute.isAlone(DelayRoute.alone(delay, "orders").address().routingKey()))
        .isTrue();
    assertThat(DelayRoute.isAlone(DelayRoute.held(delay, "alone").address().routingKey()))
        .isFalse();
  }

  @Property
  void every_stop_has_its_bit_in_the_routing_key_and_no_other_level_has(
      @ForAll("delays") Duration delay) {
    for (DelayRoute route :
        List.of(DelayRoute.held(delay, "a.b"), DelayRoute.alone(delay, "a.b"))) {
      List<String> words = List.of(route.address().routingKey().split("\\."));
      List<Integer> set = new ArrayList<>();
      for (int level = DelayRoute.TOP; level >= 0; level--) {
        if (words.get(1 + DelayRoute.TOP - level).equals("1")) {
          set.add(level);
        }
      }
      assertThat(words).hasSize(DelayRoute.TOP + 3);
      assertThat(route.levels()).isEqualTo(set);
      assertThat(route.address().exchange())
          .isEqualTo(
              set.isEmpty() ? DelayTopology.END : DelayTopology.level(route.levels().get(0)));
    }
  }

  @Property
  void two_queues_never_share_a_word(@ForAll("queues") String one, @ForAll("queues") String other) {
    String first = RoutingKey.of(RoutingKey.SHORT, 0, one);
    String second = RoutingKey.of(RoutingKey.SHORT, 0, other);

    assertThat(first.equals(second)).isEqualTo(one.equals(other));
    assertThat(first.split("\\.")).hasSize(DelayRoute.TOP + 3);
    assertThat(first.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(255);
  }

  private static Duration walk(DelayRoute route) {
    return Duration.ofSeconds(route.levels().stream().mapToLong(level -> 1L << level).sum());
  }

  private static Duration expiry(String queue) {
    return DelayTopology.end().queues().stream()
        .filter(each -> each.name().equals(queue))
        .map(each -> Duration.ofMillis((long) each.arguments().get("x-message-ttl")))
        .findFirst()
        .orElseThrow();
  }

  @Provide
  Arbitrary<Duration> delays() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(1, 600_000).map(Duration::ofMillis),
        Arbitraries.longs().between(1, DelayRoute.LONGEST.toMillis()).map(Duration::ofMillis));
  }

  @Provide
  Arbitrary<String> queues() {
    return Arbitraries.strings().withChars("a.b-_#*%ø ").ofMinLength(1).ofMaxLength(30);
  }
}
