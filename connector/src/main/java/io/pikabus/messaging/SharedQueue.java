package io.pikabus.messaging;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.IncomingMetadata;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Dispatch;
import io.pikabus.bus.Halts;
import io.pikabus.bus.Lane;
import io.pikabus.config.IncomingSettings;
import io.pikabus.transaction.Batch;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Channels that share the one consumer of a queue: one lane, whose messages go to the channel that
 * takes their type, one at a time and in order. It starts when all channels are ready: until then,
 * a message of one that is not would go to the error queue. It ends when the first of them ends,
 * since nobody would take what is for that one.
 *
 * <p>Threads: as for {@link IncomingChannel}. The monitor guards what is known of the channels and
 * the lane. It is taken before that of a channel, never while one is held; neither the lane nor a
 * demand is told anything under it.
 */
final class SharedQueue implements DeliverySink {

  /** A channel that takes messages, and where its handler works. */
  private record Member(IncomingChannel channel, Executor context) {}

  private final QueuePlan.Group group;
  private final Workplace workplace;
  private final Halts halts;

  @GuardedBy("this")
  private final Map<String, IncomingChannel> channels = new LinkedHashMap<>();

  @GuardedBy("this")
  private @Nullable Lane lane;

  private volatile Dispatch<Member> dispatch = new Dispatch<>(List.of());
  private volatile boolean stopped;

  SharedQueue(QueuePlan.Group group, Workplace workplace) {
    this.group = group;
    this.workplace = workplace;
    this.halts =
        new Halts(
            "Queue %s (channels %s)"
                .formatted(group.queue(), String.join(", ", group.lanes().keySet())));
  }

  /** By which it can be paused, for all channels. */
  Halts halts() {
    return halts;
  }

  synchronized void join(IncomingChannel channel) {
    channels.put(channel.name(), channel);
  }

  /** Starts the lane if the last channel is ready now. */
  synchronized void tryToStart() {
    if (lane != null || stopped || channels.size() < group.lanes().size()) {
      return;
    }
    Map<IncomingChannel, WebModules.Module> homes = new LinkedHashMap<>();
    for (IncomingChannel channel : channels.values()) {
      WebModules.Module home = channel.readyIn();
      if (home == null) {
        return;
      }
      homes.put(channel, home);
    }
    List<Dispatch.Taker<Member>> takers = new ArrayList<>();
    homes.forEach(
        (channel, home) -> {
          Member member = new Member(channel, workplace.context(home));
          group
              .lanes()
              .getOrDefault(channel.name(), List.of())
              .forEach(type -> takers.add(new Dispatch.Taker<>(type, member)));
        });
    dispatch = new Dispatch<>(takers);
    Map.Entry<IncomingChannel, WebModules.Module> first = homes.entrySet().iterator().next();
    IncomingSettings settings = first.getKey().settings().forQueue(group.queue(), group.topics());
    Lane begun =
        workplace.start(
            settings, this, workplace.context(first.getValue()), halts, this::channelOf);
    lane = begun;
    homes.forEach(
        (channel, home) -> channel.started(new ChannelState.Work<>(begun, home.loader())));
  }

  /** Whose handler has failed, for policies: the queue where nobody takes the message. */
  private String channelOf(IncomingMetadata metadata) {
    return member(metadata)
        .map(member -> member.channel().settings().channel())
        .orElse(group.queue());
  }

  private Optional<Member> member(IncomingMetadata metadata) {
    return dispatch.target(metadata.messageType());
  }

  /** The channel for which the others wait, or because of which they ended; null when none. */
  @Nullable IncomingChannel cancelled() {
    return present().stream().filter(IncomingChannel::isCancelled).findFirst().orElse(null);
  }

  /** Why it has not begun, as far as a channel other than this one is to blame. */
  String whyNotStarted(IncomingChannel asking) {
    return present().stream()
        .filter(channel -> channel != asking && channel.readyIn() == null)
        .findFirst()
        .map(
            channel ->
                "Its queue is shared, and channel '%s' is not ready. %s"
                    .formatted(channel.name(), channel.whyNotReady()))
        .orElse("Its queue is shared, and a channel of it is not there yet.");
  }

  private synchronized List<IncomingChannel> present() {
    return List.copyOf(channels.values());
  }

  private synchronized @Nullable Lane lane() {
    return lane;
  }

  /** Stops deliveries to all channels; what is in hand goes on. */
  void stop() {
    Lane begun;
    synchronized (this) {
      stopped = true;
      begun = lane;
    }
    present().forEach(IncomingChannel::endDemand);
    if (begun != null) {
      begun.stop();
    }
  }

  /** Whether the message in hand, if any, was settled in time. */
  boolean awaitStopped(Duration timeout) {
    Lane begun = lane();
    return begun == null || begun.awaitStopped(timeout);
  }

  /** For whom a message is shows when it is taken; only a channel alone is asked before. */
  @Override
  public boolean awaitDemand() throws InterruptedException {
    List<IncomingChannel> all = present();
    return all.size() == 1 ? all.get(0).awaitDemand() : !stopped;
  }

  @Override
  public boolean awaitDemand(IncomingMetadata metadata) throws InterruptedException {
    Optional<Member> member = member(metadata);
    return member.isEmpty() || awaitDemand(member.get().channel());
  }

  private boolean awaitDemand(IncomingChannel channel) throws InterruptedException {
    while (true) {
      try {
        return channel.awaitDemand();
      } catch (InterruptedException interrupted) {
        if (stopped) {
          throw interrupted;
        }
        // Of the application's own: no reason to fail a message that was not handed over.
      }
    }
  }

  @Override
  public Executor context(IncomingMetadata metadata, Executor own) {
    return member(metadata).map(Member::context).orElse(own);
  }

  @Override
  public Type payload(IncomingMetadata metadata, Type declared) {
    return dispatch.target(metadata).channel().payload();
  }

  @Override
  public void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction)
      throws Exception {
    dispatch.target(metadata).channel().handle(metadata, payload, transaction);
  }
}
