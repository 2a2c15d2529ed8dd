package io.pikabus.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.example.shop.messages.PlaceOrder;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderFormTest {

  @Test
  void readsWhatTheCustomerAsksFor() {
    UUID orderId = UUID.randomUUID();

    PlaceOrder command =
        OrderForm.read(
            """
            {"orderId": "%s", "item": "rye bread", "quantity": 2, "amount": 7.50, "note": "thanks"}
            """
                .formatted(orderId));

    assertThat(command).isEqualTo(new PlaceOrder(orderId, "rye bread", 2, new BigDecimal("7.50")));
  }

  @Test
  void choosesAnIdIfTheCustomerNamesNone() {
    String body = "{\"item\": \"rye bread\", \"quantity\": 5000, \"amount\": 0}";

    assertThat(OrderForm.read(body).orderId()).isNotEqualTo(OrderForm.read(body).orderId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                                          | The body is no JSON:
          null                                                        | The body is JSON, but no object
          []                                                          | The body is JSON, but no object
          {"item": "bread", "quantity": 2                             | The body is no JSON:
          {"item": "bread", "quantity": 2, "amount": 1} and more      | The body is no JSON:
          {"quantity": 2, "amount": 1}                                | item is missing
          {"item": 5, "quantity": 2, "amount": 1}                     | item is 5
          {"item": "  ", "quantity": 2, "amount": 1}                  | item is "  "
          {"item": "bread", "amount": 1}                              | quantity is missing
          {"item": "bread", "quantity": null, "amount": 1}            | quantity is null
          {"item": "bread", "quantity": "2", "amount": 1}             | quantity is "2"
          {"item": "bread", "quantity": 2.5, "amount": 1}             | quantity is 2.5
          {"item": "bread", "quantity": 0, "amount": 1}               | quantity is 0
          {"item": "bread", "quantity": -1, "amount": 1}              | quantity is -1
          {"item": "bread", "quantity": 99999999999, "amount": 1}     | quantity is 99999999999
          {"item": "bread", "quantity": 1e2147483647, "amount": 1}    | quantity is
          {"item": "bread", "quantity": 2}                            | amount is missing
          {"item": "bread", "quantity": 2, "amount": true}            | amount is true
          {"item": "bread", "quantity": 2, "amount": -0.01}           | amount is -0.01
          {"item": "bread", "quantity": 2, "amount": 0.001}           | amount is 0.001
          {"item": "bread", "quantity": 2, "amount": 1e10}            | amount is
          {"orderId": 7, "item": "b", "quantity": 2, "amount": 1}     | orderId is 7
          {"orderId": "7", "item": "b", "quantity": 2, "amount": 1}   | orderId is "7"
          {"orderId": null, "item": "b", "quantity": 2, "amount": 1}  | orderId is null
          """)
  void saysWhatIsWrong(String body, String complaint) {
    assertThatThrownBy(() -> OrderForm.read(body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(complaint);
  }
}
