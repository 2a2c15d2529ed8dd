package io.pikabus.messaging;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.pikabus.bus.Dispatch;
import io.pikabus.bus.Dispatch.Conflict;
import io.pikabus.bus.Dispatch.Taker;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingDifferences;
import io.pikabus.config.SettingSource;
import io.pikabus.config.TypePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which channels share the consumer of a queue, and what keeps channels from it that name the same
 * one. Pure.
 *
 * @param groups none for a queue whose only channel takes all
 * @param faults each with its remedy
 */
record QueuePlan(List<Group> groups, List<String> faults) {

  /** Nothing is shared. */
  static final QueuePlan NONE = new QueuePlan(List.of(), List.of());

  private static final String TYPES = "message-types";

  /**
   * A lane that is configured: one of a channel with {@code concurrency}, else the channel itself.
   *
   * @param name of the lane
   * @param number of the lane; 0 without {@code concurrency}
   */
  record Claim(
      String channel, String name, int number, SettingSource source, IncomingSettings settings) {

    List<TypePattern> types() {
      return settings.messageTypes().isEmpty()
          ? List.of(TypePattern.REST)
          : settings.messageTypes();
    }

    /** They are written, and cannot be read: a fault already. */
    boolean isUnreadable() {
      return settings.messageTypes().isEmpty() && source.lookup().apply(TYPES) != null;
    }

    boolean sharesQueueWith(Claim other) {
      ConnectionSettings broker = settings.bus().connection();
      ConnectionSettings others = other.settings.bus().connection();
      return settings.queue().equals(other.settings.queue())
          && broker.virtualHost().equals(others.virtualHost())
          && !Collections.disjoint(broker.addresses(), others.addresses());
    }
  }

  /**
   * Channels, or one lane of each, between which the messages of one consumer are divided.
   *
   * @param lanes by name, with what each takes
   * @param topics of all of them
   */
  record Group(String queue, Map<String, List<TypePattern>> lanes, List<String> topics) {}

  /** Plans the queues of an application. */
  static QueuePlan of(Collection<Claim> claims) {
    List<List<Claim>> queues = new ArrayList<>();
    for (Claim claim : claims) {
      queues.stream()
          .filter(queue -> queue.stream().anyMatch(claim::sharesQueueWith))
          .findFirst()
          .orElseGet(
              () -> {
                List<Claim> queue = new ArrayList<>();
                queues.add(queue);
                return queue;
              })
          .add(claim);
    }
    List<Group> groups = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    for (List<Claim> queue : queues) {
      List<String> found = new Sharing(queue).faults();
      faults.addAll(found);
      if (found.isEmpty()) {
        groups.addAll(groups(queue));
      }
    }
    return new QueuePlan(List.copyOf(groups), List.copyOf(faults));
  }

  private static List<Group> groups(List<Claim> queue) {
    Map<Integer, List<Claim>> byNumber =
        queue.stream().collect(groupingBy(Claim::number, LinkedHashMap::new, toList()));
    return byNumber.values().stream()
        .filter(lanes -> lanes.size() > 1 || !lanes.get(0).settings().messageTypes().isEmpty())
        .map(QueuePlan::group)
        .toList();
  }

  private static Group group(List<Claim> lanes) {
    Map<String, List<TypePattern>> types = new LinkedHashMap<>();
    Set<String> topics = new LinkedHashSet<>();
    for (Claim lane : lanes) {
      types.put(lane.name(), lane.types());
      topics.addAll(lane.settings().topics());
    }
    return new Group(lanes.get(0).settings().queue(), types, List.copyOf(topics));
  }

  /** The group to which a lane belongs; empty when it consumes its queue alone, and takes all. */
  Optional<Group> of(String lane) {
    return groups.stream().filter(group -> group.lanes().containsKey(lane)).findFirst();
  }

  /**
   * Whether the channels of one queue can share it.
   *
   * @param claims all lanes that consume it
   */
  private record Sharing(List<Claim> claims) {

    List<String> faults() {
      List<String> faults = new ArrayList<>();
      Map<String, List<Claim>> byChannel =
          claims.stream().collect(groupingBy(Claim::channel, LinkedHashMap::new, toList()));
      byChannel.values().forEach(lanes -> sameTypes(lanes, faults));
      List<Claim> first = byChannel.values().iterator().next();
      byChannel.values().stream()
          .skip(1)
          .forEach(
              other -> {
                sameNumber(first, other, faults);
                sameSettings(first, other, faults);
              });
      if (claims.stream().noneMatch(Claim::isUnreadable)) {
        List<Taker<Claim>> takers = new ArrayList<>();
        byChannel
            .values()
            .forEach(
                lanes ->
                    lanes
                        .get(0)
                        .types()
                        .forEach(type -> takers.add(new Taker<>(type, lanes.get(0)))));
        Dispatch.conflicts(takers).forEach(conflict -> faults.add(fault(conflict)));
      }
      return faults;
    }

    /** Else a lane would send to the error queue what another one takes. */
    private static void sameTypes(List<Claim> lanes, List<String> faults) {
      Claim first = lanes.get(0);
      lanes.stream()
          .filter(lane -> !lane.settings().messageTypes().equals(first.settings().messageTypes()))
          .findFirst()
          .ifPresent(
              other ->
                  faults.add(
                      "Lanes '%s' and '%s' consume queue '%s' and take different messages: %s of one and of the other differ. Set it for channel '%s' alone, since the broker gives any message to either."
                          .formatted(
                              first.name(), other.name(), queue(first), TYPES, first.channel())));
    }

    private static void sameNumber(List<Claim> first, List<Claim> other, List<String> faults) {
      List<Integer> numbers = first.stream().map(Claim::number).toList();
      if (!numbers.equals(other.stream().map(Claim::number).toList())) {
        faults.add(
            "Channels '%s' and '%s' share queue '%s', and not the number of its lanes: the first has %d, the second %d. Set mp.messaging.incoming.%1$s.concurrency and mp.messaging.incoming.%2$s.concurrency to the same number, or give each channel a queue of its own."
                .formatted(
                    first.get(0).channel(),
                    other.get(0).channel(),
                    queue(first.get(0)),
                    first.size(),
                    other.size()));
      }
    }

    private static void sameSettings(List<Claim> first, List<Claim> other, List<String> faults) {
      Set<String> differences = new LinkedHashSet<>();
      for (Claim one : first) {
        other.stream()
            .filter(lane -> lane.number() == one.number())
            .forEach(
                lane ->
                    differences.addAll(SettingDifferences.between(one.source(), lane.source())));
      }
      if (!differences.isEmpty()) {
        faults.add(
            "Channels '%s' and '%s' share queue '%s', whose one consumer has one set of settings: %s. Write the same for both, or give each channel a queue of its own."
                .formatted(
                    first.get(0).channel(),
                    other.get(0).channel(),
                    queue(first.get(0)),
                    String.join("; ", differences)));
      }
    }

    private static String fault(Conflict<Claim> conflict) {
      List<Claim> lanes = conflict.targets();
      String channels = lanes.stream().map(Claim::channel).collect(joining("' and '"));
      return conflict.pattern().isRest()
          ? "Channels '%s' consume queue '%s', and each takes what no other channel does: the broker would give any message to any of them. Say which messages they take (%s), in full such as shop.PlaceOrder or by a beginning such as shop.*; one of them may go without the key. Or give each a queue of its own, subscribed to the same topics, if each is to have every message."
              .formatted(channels, queue(lanes.get(0)), keys(lanes))
          : "Channels '%s' of queue '%s' both take messages of type '%s' (%s). Leave it to one of them; or give each a queue of its own, subscribed to the same topics, if each is to have them."
              .formatted(channels, queue(lanes.get(0)), conflict.pattern(), keys(lanes));
    }

    private static String keys(List<Claim> lanes) {
      return lanes.stream().map(lane -> lane.source().prefix() + TYPES).collect(joining(", "));
    }

    private static String queue(Claim claim) {
      return claim.settings().queue();
    }
  }
}
