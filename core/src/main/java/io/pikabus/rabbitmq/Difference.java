package io.pikabus.rabbitmq;

import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import io.pikabus.text.Printable;
import java.util.Optional;
import java.util.Set;

/**
 * How an exchange or queue that exists differs from what we would have declared, as far as it does
 * harm. The broker's reply names the first property that differs.
 *
 * @param sentence says what was found, what it leads to, and what to do
 * @param misleads whether what is published goes to the wrong queues, or to none
 */
record Difference(String sentence, boolean misleads) {

  private static final Set<String> STANDARD = Set.of("direct", "topic", "fanout", "headers");

  /** Reads the broker's reply to the declaration of an exchange; empty when nothing does harm. */
  static Optional<Difference> ofExchange(Topology.Exchange expected, String reply) {
    Found found = Found.in(reply).orElse(null);
    if (found == null) {
      return Optional.empty();
    }
    return switch (found.argument()) {
      case "type" -> Optional.of(ofType(expected, found.value()));
      case "internal" ->
          Optional.of(
              new Difference(
                  "Exchange '%s' is internal: no client can publish to it. Delete it, or name another one."
                      .formatted(Printable.of(expected.name())),
                  true));
      default -> Optional.empty();
    };
  }

  private static Difference ofType(Topology.Exchange expected, String found) {
    boolean wider = expected.type().equals("direct") && found.equals("topic");
    String consequence =
        switch (found) {
          case "fanout", "headers" -> "it ignores routing keys, so messages reach the wrong queues";
          case "topic" -> "only queue names that contain * or # are misrouted";
          case "direct" -> "subscriptions with * or # receive nothing";
          default -> "pikabus does not know where it routes messages";
        };
    return new Difference(
        "Exchange '%s' has type '%s' where '%s' was expected: %s. Delete it so that it is declared anew, or configure another name."
            .formatted(Printable.of(expected.name()), found, expected.type(), consequence),
        STANDARD.contains(found) && !wider);
  }

  /** Reads the broker's reply to the declaration of a queue; empty when nothing does harm. */
  static Optional<Difference> ofQueue(Topology.Queue expected, String reply) {
    Found found = Found.in(reply).orElse(null);
    if (found == null) {
      return Optional.empty();
    }
    return switch (found.argument()) {
      case "durable" ->
          Optional.of(
              new Difference(
                  "Queue '%s' is not durable: a restart of the broker deletes it with its messages. Delete it so that it is declared anew."
                      .formatted(Printable.of(expected.name())),
                  false));
      case "auto_delete" ->
          Optional.of(
              new Difference(
                  "Queue '%s' is auto-delete: it is deleted with its messages when its last consumer leaves. Delete it so that it is declared anew."
                      .formatted(Printable.of(expected.name())),
                  false));
      default ->
          expected.asked().contains(found.argument())
              ? Optional.of(ofAsked(expected, found))
              : Optional.empty();
    };
  }

  /** What an error queue that exists leads to; empty when it is as it was to be. */
  static Optional<String> ofErrorQueue(String name, QueueType wanted, Found found) {
    if (wanted == QueueType.QUORUM) {
      return found.argument().equals("x-queue-type")
          ? Optional.of(
              "Error queue '%s' exists and is not a quorum queue, where error-queue-type = quorum: it is not replicated. It is used as it is. Delete it while it is empty, so that it is declared anew, or leave error-queue-type out."
                  .formatted(Printable.of(name)))
          : Optional.empty();
    }
    return Optional.of(
        "Error queue '%s' exists with %s %s. It is used as it is, but services of PikaBus in Python cannot declare it as they do before each use (406), so that their failed messages stay where they are. If there are none, set error-queue-type = quorum; else delete it while it is empty, so that it is declared anew."
            .formatted(
                Printable.of(name),
                found.argument().replaceFirst("^x-", ""),
                found.isNone() ? "not set" : Printable.of(found.value())));
  }

  private static Difference ofAsked(Topology.Queue expected, Found found) {
    return new Difference(
        "Queue '%s' exists with %s %s, where queue-arguments asks for %s. It is used as it is: arguments of a queue cannot change. Delete it so that it is declared anew, or correct queue-arguments."
            .formatted(
                Printable.of(expected.name()),
                found.argument().substring("x-".length()),
                found.isNone() ? "not set" : Printable.of(found.value()),
                expected.arguments().get(found.argument())),
        false);
  }
}
