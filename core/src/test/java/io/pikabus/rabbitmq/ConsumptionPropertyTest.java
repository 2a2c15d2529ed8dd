package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever happens to a consumer, in whatever order. Channels and connections are numbers here. */
class ConsumptionPropertyTest {

  private static final Integer FIRST = 1;
  private static final Integer OTHER = 2;

  enum Event {
    TAKEN,
    WANTED,
    HELD_ALONE,
    HELD,
    TO_END,
    ENDED,
    RELEASED,
    POSTPONED,
    INSTALLED,
    UNINSTALLED,
    CONSUMING,
    COUNTED,
    KEPT,
    REFUSED,
    LOST,
    STOPPED;

    void on(Consumption<Integer, Integer> consumption) {
      switch (this) {
        case TAKEN -> consumption.taken();
        case WANTED -> consumption.wanted();
        case HELD_ALONE -> consumption.holds(true);
        case HELD -> consumption.holds(false);
        case TO_END -> consumption.mustEnd();
        case ENDED -> consumption.ended();
        case RELEASED -> consumption.release(OTHER);
        case POSTPONED -> consumption.postpones(OTHER, "");
        case INSTALLED -> consumption.install(FIRST);
        case UNINSTALLED -> consumption.uninstall(FIRST);
        case CONSUMING -> consumption.consuming("");
        case COUNTED -> consumption.counted();
        case KEPT -> {
          consumption.keeps(FIRST);
          consumption.holding(FIRST, "Too large.");
        }
        case REFUSED -> consumption.interrupted(new ConsumeRefusal("No right.", true, true));
        case LOST -> consumption.lost("Cut.", Instant.now());
        case STOPPED -> consumption.stop();
      }
    }
  }

  @Property
  void once_stopped_it_consumes_nothing_ever_again(
      @ForAll List<Event> before, @ForAll List<Event> after) {
    Consumption<Integer, Integer> consumption = run(before);
    consumption.stop();
    boolean open = consumption.channel() != null;

    for (Event event : after) {
      event.on(consumption);

      assertThat(consumption.isStopped()).isTrue();
      assertThat(consumption.renewable()).isNull();
      assertThat(consumption.install(OTHER)).isFalse();
      assertThat(consumption.consuming("")).isFalse();
      assertThat(consumption.stop()).as("stopped anew").isFalse();
      assertThat(open || consumption.channel() == null).as("no new channel").isTrue();
    }
  }

  @Property
  void what_was_postponed_is_given_to_the_next_wish_and_to_no_other(@ForAll List<Event> events) {
    Consumption<Integer, Integer> consumption = run(events);
    Assume.that(!consumption.isStopped());
    consumption.counted();
    consumption.taken();
    assertThat(consumption.postpones(OTHER, "")).isTrue();

    assertThat(consumption.wanted().postponed()).isEqualTo(OTHER);
    assertThat(consumption.wanted().postponed()).isNull();
  }

  @Property
  void a_consumer_is_told_to_end_once_until_a_message_is_wanted(@ForAll List<Event> events) {
    Consumption<Integer, Integer> consumption = run(events);
    consumption.wanted();

    assertThat(consumption.mustEnd()).isTrue();
    assertThat(consumption.mustEnd()).isFalse();
    assertThat(consumption.hasEnded()).isFalse();
    consumption.ended();
    assertThat(consumption.hasEnded()).isTrue();
    assertThat(consumption.mustEnd()).isFalse();
    assertThat(consumption.wanted().ended()).isTrue();
    assertThat(consumption.wanted().ended()).isFalse();
  }

  @Property
  void while_the_connection_is_gone_nothing_that_came_late_says_that_it_consumes(
      @ForAll List<Event> events) {
    Consumption<Integer, Integer> consumption = run(events);
    consumption.install(FIRST);
    consumption.lost("Cut.", Instant.now());
    ConsumerState lost = consumption.state();

    assertThat(consumption.keeps(FIRST)).isZero();
    consumption.holding(FIRST, "Too large.");
    assertThat(consumption.uninstall(FIRST)).isFalse();
    assertThat(consumption.release(OTHER)).isNull();
    assertThat(consumption.renewable()).isNull();

    assertThat(consumption.state()).isEqualTo(lost);
  }

  @Property
  void each_channel_counts_what_it_keeps(@ForAll List<Event> events) {
    Consumption<Integer, Integer> consumption = run(events);
    if (consumption.install(OTHER)) {
      assertThat(consumption.keeps(OTHER)).isEqualTo(1);
      assertThat(consumption.keeps(FIRST)).isZero();
      assertThat(consumption.keeps(OTHER)).isEqualTo(2);
    }
    if (consumption.install(FIRST)) {
      assertThat(consumption.keeps(FIRST)).isEqualTo(1);
    }
  }

  @Example
  void served_alone_the_message_in_hand_takes_the_only_place() {
    Consumption<Integer, Integer> consumption = new Consumption<>();

    assertThat(consumption.holds(true)).as("nothing in hand").isFalse();
    consumption.taken();
    assertThat(consumption.holds(false)).as("others are served").isFalse();
    assertThat(consumption.holds(true)).isTrue();
    assertThat(consumption.wanted().ended()).isFalse();
  }

  @Example
  void a_new_connection_waits_only_for_the_handler_of_a_queue_that_counts() {
    Consumption<Integer, Integer> consumption = new Consumption<>();

    consumption.taken();
    assertThat(consumption.postpones(FIRST, "")).as("not counted").isFalse();
    consumption.counted();
    assertThat(consumption.postpones(FIRST, "")).isTrue();
    consumption.wanted();
    assertThat(consumption.postpones(FIRST, "")).as("nothing in hand").isFalse();
  }

  @Example
  void released_it_consumes_again_when_a_message_is_wanted() throws InterruptedException {
    Consumption<Integer, Integer> consumption = new Consumption<>();
    consumption.install(FIRST);
    consumption.consuming("");
    assertThat(consumption.awaitConsuming(Duration.ZERO)).isTrue();

    assertThat(consumption.release(OTHER)).isEqualTo(FIRST);
    assertThat(consumption.channel()).isNull();
    assertThat(consumption.wanted()).isEqualTo(new Consumption.Want<>(true, OTHER));
    assertThat(consumption.awaitConsuming(Duration.ZERO)).isFalse();
  }

  private static Consumption<Integer, Integer> run(List<Event> events) {
    Consumption<Integer, Integer> consumption = new Consumption<>();
    events.forEach(event -> event.on(consumption));
    return consumption;
  }
}
