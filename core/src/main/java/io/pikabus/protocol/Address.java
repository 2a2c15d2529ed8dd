package io.pikabus.protocol;

import io.pikabus.text.Printable;

/**
 * Where a message is published, and what must be so before it is.
 *
 * @param ownExchange whether the exchange is one of the bus's two, which are declared when missing;
 *     any other must exist
 * @param bound whether the queue that the routing key names is bound first
 * @param created whether that queue is created first when it is missing
 */
public record Address(
    String exchange, String routingKey, boolean ownExchange, boolean bound, boolean created) {

  /**
   * An address.
   *
   * @throws IllegalArgumentException when AMQP cannot carry a name
   */
  public Address {
    check("exchange name", exchange);
    check("routing key", routingKey);
  }

  private static void check(String kind, String name) {
    if (!HeaderValues.isShort(name)) {
      throw new IllegalArgumentException(
          "The %s '%s' is longer than 255 octets in UTF-8, which AMQP cannot carry. Shorten it."
              .formatted(kind, Printable.of(name, 40)));
    }
  }

  /** A queue, as commands reach it. */
  public static Address queue(String directExchange, String queue) {
    return new Address(directExchange, queue, true, true, false);
  }

  /** The queue for what could not be handled or delivered, which is created when it is missing. */
  public static Address errors(String directExchange, String queue) {
    return new Address(directExchange, queue, true, true, true);
  }

  /** An exchange that is declared by other means. */
  public static Address declared(String exchange, String routingKey) {
    return new Address(exchange, routingKey, false, false, false);
  }
}
