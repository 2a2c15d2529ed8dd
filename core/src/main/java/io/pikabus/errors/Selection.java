package io.pikabus.errors;

import io.pikabus.Destination;
import io.pikabus.config.BusSettings;
import io.pikabus.text.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which messages of an error queue are sent back, and where. Pure.
 *
 * @param retries in the order of the queue
 * @param refusals what is meant and not sent, each with its reason
 */
record Selection(List<Retry> retries, List<Refusal> refusals) {

  private static final int LONGEST_NAME = 255;

  Selection {
    retries = List.copyOf(retries);
    refusals = List.copyOf(refusals);
  }

  /** A message and where it goes. */
  record Retry(Failure failure, Destination to) {

    /** For a line of text. */
    String place() {
      return (to instanceof Destination.Topic ? "topic " : "") + Printable.of(to.name());
    }
  }

  /**
   * Something that was asked for and is not done.
   *
   * @param what an id, as it was given or as it is listed
   */
  record Refusal(String what, String reason) {}

  /** One message in one place, however often it failed there. */
  private record Handling(String messageId, @Nullable String place) {}

  /**
   * Selects.
   *
   * @param queued what lies in the error queue, in its order
   * @param to the queue where all go; null for where each failed
   * @param superseded whether a message is sent though a later failure of it lies in the queue
   */
  static Selection of(
      List<Failure> queued,
      Criteria criteria,
      @Nullable String to,
      boolean superseded,
      BusSettings bus) {
    List<Refusal> refusals = new ArrayList<>();
    Map<Handling, Failure> newest = newest(queued);
    List<Retry> retries = new ArrayList<>();
    for (Failure failure : meant(queued, criteria, refusals)) {
      Failure last = newest.getOrDefault(handling(failure), failure);
      String queue = to != null ? to : failure.sourceQueue();
      Failure.Event event = to != null ? null : failure.event();
      String obstacle =
          last != failure && !superseded
              ? superseded(last)
              : failure.fault() != null
                  ? "it cannot be sent unchanged: " + Printable.of(failure.fault())
                  : event != null ? obstacle(event, bus) : obstacle(queue, bus.errorQueue());
      if (obstacle != null) {
        refusals.add(new Refusal(failure.id(), obstacle));
      } else if (retries.size() < criteria.limit()) {
        retries.add(
            new Retry(
                failure,
                event != null
                    ? new Destination.Topic(event.topic())
                    : new Destination.Queue(Objects.requireNonNull(queue))));
      }
    }
    return new Selection(retries, refusals);
  }

  /** In the order of the queue; each message once. */
  private static List<Failure> meant(
      List<Failure> queued, Criteria criteria, List<Refusal> refusals) {
    List<Failure> fitting = queued.stream().filter(criteria::fits).toList();
    if (criteria.ids().isEmpty()) {
      return fitting;
    }
    Set<String> meant = new LinkedHashSet<>();
    for (String id : criteria.ids()) {
      Set<String> named = new LinkedHashSet<>();
      fitting.stream()
          .filter(failure -> Criteria.mayMean(id, failure))
          .forEach(failure -> named.add(failure.id()));
      if (named.size() == 1) {
        meant.addAll(named);
      } else {
        refusals.add(
            new Refusal(
                id,
                named.isEmpty()
                    ? "no such message lies in the error queue"
                    : "several messages have this id: name one of "
                        + String.join(", ", named.stream().limit(10).toList())));
      }
    }
    return fitting.stream().filter(failure -> meant.contains(failure.id())).toList();
  }

  private static Map<Handling, Failure> newest(List<Failure> queued) {
    Map<Handling, Failure> newest = new HashMap<>();
    for (Failure failure : queued) {
      Handling handling = handling(failure);
      if (handling != null) {
        newest.put(handling, failure);
      }
    }
    return newest;
  }

  /** Null when the message says too little to know it again. */
  private static @Nullable Handling handling(Failure failure) {
    return failure.messageId() == null ? null : new Handling(failure.messageId(), failure.place());
  }

  private static String superseded(Failure last) {
    return "a later failure of the same message lies in the error queue, %s: retry that one, or say --superseded"
        .formatted(last.id());
  }

  /** A header must not lead to whatever exchange it names. */
  private static @Nullable String obstacle(Failure.Event event, BusSettings bus) {
    if (!isName(event.topic())) {
      return "its topic '%s' is no name of a topic: say --to QUEUE"
          .formatted(Printable.of(event.topic(), 40));
    }
    return event.exchange().equals(bus.topicExchange())
        ? null
        : "it is an event for exchange '%s', and the topic-exchange is '%s': set that one, or say --to QUEUE"
            .formatted(Printable.of(event.exchange(), 40), Printable.of(bus.topicExchange(), 40));
  }

  private static @Nullable String obstacle(@Nullable String queue, String errorQueue) {
    if (queue == null) {
      return "nothing says in which queue it failed: say --to QUEUE";
    }
    if (!isName(queue)) {
      return "its SourceQueue '%s' is no name of a queue: say --to QUEUE"
          .formatted(Printable.of(queue, 40));
    }
    return queue.equals(errorQueue)
        ? "its SourceQueue is the error queue itself: say --to QUEUE"
        : null;
  }

  /** Whether AMQP can carry it as the name of a queue or a topic. */
  static boolean isName(String name) {
    return !name.isBlank() && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
  }
}
