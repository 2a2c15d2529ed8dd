package io.pikabus.benchmark.scale;

import io.pikabus.benchmark.agent.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a service does with a message.
 *
 * @param kind what it is
 * @param sends messages that each handler sends, or 1
 * @param lanes the channel's {@code concurrency}; for {@link Kind#STREAM} the messages under way
 * @param millis that a handler waits for something that is no processor of ours
 * @param queues to which messages are sent, in turn
 */
public record Work(Kind kind, int sends, int lanes, int millis, int queues) {

  /** The three that differ. */
  public enum Kind {
    /** One confirmed message after the other. */
    SINGLE("single"),
    /** An emitter, many messages under way. */
    STREAM("stream"),
    /** A handler of a channel, inside a transaction, at its defaults. */
    HANDLE("handle");

    private final String agentCase;

    Kind(String agentCase) {
      this.agentCase = agentCase;
    }
  }

  private static final int[] LANES = {1, 4, 16};
  private static final int PREFETCHED = 64;
  private static final int SLOW_MILLIS = 10;

  /** All that is measured. */
  static List<Work> all() {
    List<Work> all = new ArrayList<>();
    all.add(new Work(Kind.SINGLE, 1, 1, 0, 1));
    all.add(new Work(Kind.STREAM, 1, Places.WINDOW, 0, 1));
    all.add(new Work(Kind.STREAM, 1, Places.WINDOW, 0, 4));
    for (int lanes : LANES) {
      all.add(new Work(Kind.HANDLE, 0, lanes, 0, 1));
      all.add(new Work(Kind.HANDLE, 1, lanes, 0, 1));
      all.add(new Work(Kind.HANDLE, 1, lanes, SLOW_MILLIS, 1));
    }
    return all;
  }

  boolean consumes() {
    return kind == Kind.HANDLE;
  }

  /**
   * How many messages a run must have. With lanes: one that has prefetched the last messages works
   * on when the others are done. With many under way: many times as many.
   */
  int least() {
    return switch (kind) {
      case SINGLE -> 500;
      case STREAM -> 20 * lanes;
      case HANDLE -> lanes == 1 ? 100 : lanes * PREFETCHED * 4;
    };
  }

  /** What the agent is told. */
  Map<String, String> words() {
    Map<String, String> words = new TreeMap<>();
    words.put("case", kind.agentCase);
    words.put("sends", String.valueOf(sends));
    words.put("lanes", String.valueOf(lanes));
    words.put("millis", String.valueOf(millis));
    words.put(
        "queues",
        IntStream.range(0, queues).mapToObj(i -> Places.OUT + i).collect(Collectors.joining(",")));
    return words;
  }

  /** For people. */
  String title() {
    return switch (kind) {
      case SINGLE -> "send, one at a time";
      case STREAM ->
          "send, %d under way%s"
              .formatted(lanes, queues == 1 ? "" : ", to %d queues in turn".formatted(queues));
      case HANDLE ->
          "handle%s%s, concurrency %d"
              .formatted(
                  millis == 0 ? "" : " in %d ms".formatted(millis),
                  sends == 0 ? "" : " and send %d".formatted(sends),
                  lanes);
    };
  }
}
