package io.pikabus.rabbitmq;

import io.pikabus.log.Printable;
import io.pikabus.protocol.Topology;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an exchange or queue that exists differs from what we would have declared, as far as it does
 * harm. The broker's reply names the first property that differs.
 *
 * @param sentence says what was found, what it leads to, and what to do
 * @param misleads whether what is published goes to the wrong queues, or to none
 */
record Difference(String sentence, boolean misleads) {

  private static final Pattern INEQUIVALENT =
      Pattern.compile("inequivalent arg '([^']+)'.*but current is '?([^' ]+)'?");

  private static final Set<String> STANDARD = Set.of("direct", "topic", "fanout", "headers");

  /** Reads the broker's reply to the declaration of an exchange; empty when nothing does harm. */
  static Optional<Difference> ofExchange(Topology.Exchange expected, String reply) {
    Matcher found = INEQUIVALENT.matcher(reply);
    if (!found.find()) {
      return Optional.empty();
    }
    return switch (found.group(1)) {
      case "type" -> Optional.of(ofType(expected, found.group(2)));
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
    Matcher found = INEQUIVALENT.matcher(reply);
    if (!found.find()) {
      return Optional.empty();
    }
    return switch (found.group(1)) {
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
      default -> Optional.empty();
    };
  }
}
