package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.TypePattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which channels share a queue, and which of them are refused. */
class QueuePlanTest {

  private static final String A = "mp.messaging.incoming.a.";
  private static final String B = "mp.messaging.incoming.b.";
  private static final String C = "mp.messaging.incoming.c.";
  private static final String COMMON = "mp.messaging.connector.pikabus.";

  /** Channels a and b that consume queue q. */
  private static QueuePlan plan(String... more) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                A + "connector",
                "pikabus",
                A + "queue",
                "q",
                B + "connector",
                "pikabus",
                B + "queue",
                "q"));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return new ChannelConfiguration(new FixedConfig(all), Map.of()).queues();
  }

  private static List<TypePattern> types(String... texts) {
    return List.of(texts).stream().map(TypePattern::new).toList();
  }

  @Test
  void channels_that_say_what_they_take_share_the_queue_and_its_topics() {
    QueuePlan plan =
        plan(
            A + "message-types", "shop.Order, shop.eu.*",
            A + "topics", "order.placed",
            B + "topics", "order.#,order.placed");
    assertThat(plan.faults()).isEmpty();
    QueuePlan.Group group = plan.of("a").orElseThrow();
    assertThat(group.queue()).isEqualTo("q");
    assertThat(group.lanes())
        .isEqualTo(Map.of("a", types("shop.Order", "shop.eu.*"), "b", types("*")));
    assertThat(group.topics()).containsExactly("order.placed", "order.#");
    assertThat(plan.of("b")).contains(group);
  }

  @Test
  void a_channel_alone_shares_nothing_unless_it_takes_some_messages_only() {
    QueuePlan plan = plan(A + "queue", "other", B + "message-types", "shop.*");
    assertThat(plan.faults()).isEmpty();
    assertThat(plan.of("a")).isEmpty();
    assertThat(plan.of("b").orElseThrow().lanes()).isEqualTo(Map.of("b", types("shop.*")));
  }

  @Test
  void two_channels_that_would_compete_are_refused_with_both_names_and_what_to_do() {
    assertThat(plan().faults())
        .singleElement()
        .asString()
        .contains("'a' and 'b'", "queue 'q'", A + "message-types", B + "message-types")
        .contains("a queue of its own");
    assertThat(plan().groups()).isEmpty();
    assertThat(plan(A + "message-types", "x,*").faults())
        .singleElement()
        .asString()
        .contains("'a' and 'b'", "each takes what no other channel does");
    assertThat(plan(A + "queue", "b", B + "connector", "pikabus", B + "queue", "b").faults())
        .hasSize(1);
  }

  @Test
  void one_type_has_one_channel() {
    assertThat(
            plan(
                    A + "message-types", "shop.Order,shop.*",
                    B + "message-types", "shop.*,shop.Parcel,shop.Order")
                .faults())
        .hasSize(2)
        .allMatch(fault -> fault.startsWith("Channels 'a' and 'b' of queue 'q' both take"))
        .anyMatch(fault -> fault.contains("type 'shop.*'"))
        .anyMatch(fault -> fault.contains("type 'shop.Order'"));
  }

  @Test
  void a_type_and_a_beginning_of_it_do_not_conflict() {
    assertThat(plan(A + "message-types", "shop.Order", B + "message-types", "shop.*").faults())
        .isEmpty();
  }

  @Test
  void types_that_are_inherited_from_the_connector_are_those_of_both() {
    assertThat(plan(COMMON + "message-types", "shop.Order").faults())
        .singleElement()
        .asString()
        .contains("both take messages of type 'shop.Order'");
  }

  @Test
  void all_settings_of_the_one_consumer_that_differ_are_named_in_both_channels() {
    List<String> faults =
        plan(
                A + "message-types", "x",
                A + "prefetch", "10",
                A + "transacted", "false",
                B + "max-retries", "5",
                B + "retry-delay", "PT2S",
                A + "retry-delay", "PT1S",
                B + "listener-queue", "answers",
                B + "password", "s3cret")
            .faults();
    assertThat(faults)
        .singleElement()
        .asString()
        .contains("Channels 'a' and 'b' share queue 'q'")
        .contains(A + "prefetch = '10', and " + B + "prefetch is not set, which is '64'")
        .contains(A + "transacted = 'false', and " + B + "transacted is not set, which is 'true'")
        .contains(A + "retry-delay = 'PT1S', and " + B + "retry-delay = 'PT2S'")
        .contains(A + "listener-queue is not set, and " + B + "listener-queue = 'answers'")
        .contains(B + "password = (hidden)")
        .doesNotContain("s3cret", "max-retries", "guest");
  }

  @Test
  void what_is_written_in_another_way_and_means_the_same_is_no_difference() {
    assertThat(
            plan(
                    A + "message-types", "x",
                    A + "retry-delay", "PT60S",
                    B + "retry-delay", "PT1M",
                    A + "prefetch", " 64 ",
                    A + "queue-type", "QUORUM")
                .faults())
        .isEmpty();
  }

  @Test
  void a_value_that_cannot_be_used_is_one_fault_and_not_two() {
    assertThat(plan(A + "message-types", "x", B + "prefetch", "many").faults()).isEmpty();
    assertThat(plan(A + "message-types", "shop.*.Order").faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"host, rabbit.example", "virtual-host, other"})
  void queues_of_the_same_name_at_other_brokers_are_other_queues(String key, String value) {
    QueuePlan plan = plan(A + key, value);
    assertThat(plan.faults()).isEmpty();
    assertThat(plan.groups()).isEmpty();
  }

  @Test
  void two_logins_at_one_broker_do_not_make_two_queues() {
    assertThat(plan(A + "username", "me").faults()).anyMatch(fault -> fault.contains("each takes"));
    assertThat(
            plan(
                    A + "addresses", "one:5672,two:5672",
                    B + "addresses", "two:5672,three:5672",
                    A + "message-types", "x")
                .faults())
        .singleElement()
        .asString()
        .contains(A + "addresses = 'one:5672,two:5672'");
  }

  @Test
  void lanes_of_one_channel_may_compete_and_take_the_same() {
    QueuePlan alone = plan(B + "queue", "other", A + "concurrency", "3");
    assertThat(alone.faults()).isEmpty();
    assertThat(alone.groups()).isEmpty();
    QueuePlan some = plan(B + "queue", "other", A + "concurrency", "2", A + "message-types", "x");
    assertThat(some.groups())
        .extracting(QueuePlan.Group::lanes)
        .containsExactly(Map.of("a$1", types("x")), Map.of("a$2", types("x")));
    assertThat(
            plan(
                    B + "queue",
                    "other",
                    A + "concurrency",
                    "2",
                    "mp.messaging.incoming.a$2.message-types",
                    "x")
                .faults())
        .singleElement()
        .asString()
        .contains("Lanes 'a$1' and 'a$2'");
  }

  @Test
  void channels_with_as_many_lanes_share_each_of_them() {
    QueuePlan plan =
        plan(A + "concurrency", "2", B + "concurrency", "2", A + "message-types", "shop.*");
    assertThat(plan.faults()).isEmpty();
    assertThat(plan.groups())
        .extracting(group -> group.lanes().keySet())
        .containsExactly(Set.of("a$1", "b$1"), Set.of("a$2", "b$2"));
    assertThat(plan(A + "concurrency", "2", A + "message-types", "x").faults())
        .singleElement()
        .asString()
        .contains("the first has 2, the second 1", A + "concurrency", B + "concurrency");
  }

  @Test
  void lanes_that_have_queues_of_their_own_are_no_lanes_of_one_queue() {
    assertThat(
            plan(
                    A + "concurrency",
                    "2",
                    "mp.messaging.incoming.a$1.queue",
                    "q1",
                    "mp.messaging.incoming.a$2.queue",
                    "q2")
                .faults())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "no", "off"})
  void a_channel_that_is_disabled_takes_nothing(String off) {
    QueuePlan plan = plan(B + "enabled", off);
    assertThat(plan.faults()).isEmpty();
    assertThat(plan.groups()).isEmpty();
  }

  @Test
  void a_third_channel_is_compared_with_the_first() {
    assertThat(
            plan(
                    C + "connector", "pikabus",
                    C + "queue", "q",
                    C + "prefetch", "1",
                    A + "message-types", "x",
                    B + "message-types", "y")
                .faults())
        .singleElement()
        .asString()
        .contains("Channels 'a' and 'c'", C + "prefetch = '1'");
  }
}
