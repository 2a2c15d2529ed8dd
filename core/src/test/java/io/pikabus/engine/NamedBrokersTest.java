package io.pikabus.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedBrokersTest {

  @ParameterizedTest
  @CsvSource({"/, default", "orders, default orders", "/orders, default /orders"})
  void the_engines_own_broker_is_named_by_its_virtual_host_alone_so_that_it_may_move(
      String virtualHost, String name) {
    assertThat(NamedBrokers.ofOwn(virtualHost)).isEqualTo(name);
  }
}
