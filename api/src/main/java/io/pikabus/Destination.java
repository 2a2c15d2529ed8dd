package io.pikabus;

import io.pikabus.text.Printable;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/** Where a message goes. */
public sealed interface Destination extends Serializable {

  /** The name on the wire: the routing key. 1 to 255 octets of UTF-8. */
  String name();

  /** What the {@code Intent} header says. */
  Intent intent();

  /** A queue, for a command. */
  record Queue(String name) implements Destination {

    /**
     * A queue of this name.
     *
     * @throws IllegalArgumentException when AMQP cannot carry the name
     */
    public Queue {
      check("queue", name);
    }

    @Override
    public Intent intent() {
      return Intent.COMMAND;
    }

    @Override
    public String toString() {
      return "queue '" + Printable.of(name) + "'";
    }
  }

  /** A topic, for an event. */
  record Topic(String name) implements Destination {

    /**
     * A topic of this name.
     *
     * @throws IllegalArgumentException when AMQP cannot carry the name
     */
    public Topic {
      check("topic", name);
    }

    @Override
    public Intent intent() {
      return Intent.EVENT;
    }

    @Override
    public String toString() {
      return "topic '" + Printable.of(name) + "'";
    }
  }

  /** AMQP 0-9-1, 4.2.5.3: the length of a short string is one octet. */
  private static void check(String kind, String name) {
    int octets = name.getBytes(StandardCharsets.UTF_8).length;
    if (octets < 1 || octets > 255) {
      throw new IllegalArgumentException(
          "The %s name '%s' has %d octets in UTF-8. AMQP carries names of 1 to 255: use such a name."
              .formatted(kind, Printable.of(name, 40), octets));
    }
  }
}
