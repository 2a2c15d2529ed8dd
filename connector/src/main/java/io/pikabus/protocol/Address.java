package io.pikabus.protocol;

/**
 * Where a message is published, and what must be so before it is.
 *
 * @param ownExchange whether the exchange is one of the bus's two, which are declared when missing;
 *     any other must exist
 * @param bound whether the queue that the routing key names is bound first
 */
public record Address(String exchange, String routingKey, boolean ownExchange, boolean bound) {

  /** A queue, as commands reach it. */
  public static Address queue(String directExchange, String queue) {
    return new Address(directExchange, queue, true, true);
  }

  /** An exchange that is declared by other means. */
  public static Address declared(String exchange, String routingKey) {
    return new Address(exchange, routingKey, false, false);
  }
}
