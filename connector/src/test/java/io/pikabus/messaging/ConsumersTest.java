package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.messaging.Consumers.Consumer;
import java.util.Set;
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
    assertThat(consumers.faults()).isEmpty();
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
  void two_consumers_of_one_type_are_no_fault() {
    consumers.add("orders", TEXT);
    consumers.add("orders", new Consumer(String.class, MODULE, "shop.Audit.keep"));
    assertThat(consumers.of("orders")).contains(TEXT);
    assertThat(consumers.faults()).isEmpty();
  }

  @Test
  void two_types_for_one_channel_are_a_fault_that_names_both() {
    consumers.add("orders", TEXT);
    consumers.add("orders", NUMBER);
    assertThat(consumers.faults())
        .containsExactly(
            "Channel 'orders' is consumed as java.lang.String by shop.Orders.place and as java.lang.Long by shop.Audit.keep. Use one type.");
  }

  @Test
  void an_open_variable_is_a_fault_that_names_the_method() {
    consumers.unresolved("orders", "shop.Orders.place");
    assertThat(consumers.of("orders")).isEmpty();
    assertThat(consumers.faults())
        .singleElement()
        .asString()
        .contains("'orders'", "shop.Orders.place", "Declare the parameter with a concrete type.");
  }

  @Test
  void an_outgoing_channel_has_one_source() {
    consumers.fed("one", "shop.Orders.first");
    consumers.fed("emitters", "an Emitter");
    consumers.fed("emitters", "an Emitter");
    consumers.fed("inner", "shop.Orders.first");
    consumers.fed("inner", "shop.Orders.second");
    consumers.fed("mixed", "shop.Orders.second");
    consumers.fed("mixed", "an Emitter");
    consumers.fed("methods", "shop.Orders.first");
    consumers.fed("methods", "shop.Orders.second");

    assertThat(consumers.crowded(Set.of("one", "emitters", "mixed", "methods")))
        .hasSize(2)
        .anySatisfy(
            fault ->
                assertThat(fault)
                    .contains("'methods'", "shop.Orders.first and shop.Orders.second")
                    .endsWith("with the same queue or topic."))
        .anySatisfy(
            fault -> assertThat(fault).contains("'mixed'", "an Emitter and shop.Orders.second"));
  }
}
