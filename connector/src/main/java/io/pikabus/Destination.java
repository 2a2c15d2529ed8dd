package io.pikabus;

/** Where a message goes. */
public sealed interface Destination {

  /** The name on the wire: the routing key. */
  String name();

  /** What the {@code Intent} header says. */
  Intent intent();

  /** A queue, for a command. */
  record Queue(String name) implements Destination {
    @Override
    public Intent intent() {
      return Intent.COMMAND;
    }

    @Override
    public String toString() {
      return "queue '" + name + "'";
    }
  }

  /** A topic, for an event. */
  record Topic(String name) implements Destination {
    @Override
    public Intent intent() {
      return Intent.EVENT;
    }

    @Override
    public String toString() {
      return "topic '" + name + "'";
    }
  }
}
