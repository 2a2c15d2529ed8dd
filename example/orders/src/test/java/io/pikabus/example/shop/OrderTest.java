package io.pikabus.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.example.shop.messages.OrderStatus;
import io.pikabus.example.shop.messages.PlaceOrder;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {

  @Test
  void startsAsPlaced() {
    assertThat(order(1).getStatus()).isEqualTo(OrderStatus.PLACED);
  }

  @ParameterizedTest
  @CsvSource({"1, ACCEPTED", "1000, ACCEPTED", "0, REJECTED", "-1, REJECTED"})
  void isRejectedIfItIsForNothing(int quantity, OrderStatus decision) {
    Order order = order(quantity);

    order.decide();
    order.decide();

    assertThat(order.getStatus()).isEqualTo(decision);
  }

  private static Order order(int quantity) {
    return new Order(new PlaceOrder(UUID.randomUUID(), "rye bread", quantity, BigDecimal.TEN));
  }
}
