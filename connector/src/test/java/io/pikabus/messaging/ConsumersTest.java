package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.messaging.Consumers.Consumer;
import org.junit.jupiter.api.Test;

class ConsumersTest {

  private static final ClassLoader MODULE = new ClassLoader(null) {};
  private static final Consumer TEXT = new Consumer(String.class, MODULE, "shop.Orders.place");
  private static final Consumer NUMBER = new Consumer(Long.class, MODULE, "shop.Audit.keep");

  private final Consumers consumers = new Consumers();

  @Test
  void a_channel_has_the_consumer_that_was_found_for_it() {
    consumers.add("orders", TEXT);
    assertThat(consumers.of("orders")).contains(TEXT);
    assertThat(consumers.of("payments")).isEmpty();
  }

  @Test
  void the_lanes_of_a_channel_have_its_consumer() {
    consumers.add("orders", TEXT);
    assertThat(consumers.of("orders$1")).contains(TEXT);
    assertThat(consumers.of("orders$12")).contains(TEXT);
    assertThat(consumers.of("orders$")).isEmpty();
    assertThat(consumers.of("orders$x")).isEmpty();
  }

  @Test
  void a_channel_that_only_looks_like_a_lane_has_its_own_consumer() {
    consumers.add("orders", TEXT);
    consumers.add("orders$1", NUMBER);
    assertThat(consumers.of("orders$1")).contains(NUMBER);
    assertThat(consumers.of("orders$2")).contains(TEXT);
  }

  @Test
  void the_first_of_two_consumers_counts() {
    consumers.add("orders", TEXT);
    consumers.add("orders", NUMBER);
    assertThat(consumers.of("orders")).contains(TEXT);
  }

  @Test
  void without_configuration_each_channel_that_nothing_feeds_is_a_fault() {
    consumers.add("orders", TEXT);
    consumers.add("within", NUMBER);
    consumers.fed("within");
    assertThat(consumers.faultsWithoutConfiguration())
        .singleElement()
        .asString()
        .contains("'orders'", "shop.Orders.place", "mp.messaging.incoming.orders.connector");
  }
}
