package io.pikabus.rabbitmq;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Channels on which nothing is published any more, and some confirms are still to come. Called from
 * any thread.
 */
final class RetiredChannels {

  private final List<ConfirmChannel> channels = new CopyOnWriteArrayList<>();

  void add(ConfirmChannel channel) {
    channels.add(channel);
  }

  /** Whether it was one, which it is no more. */
  boolean remove(ConfirmChannel channel) {
    return channels.remove(channel);
  }

  boolean hasIdle() {
    return channels.stream().anyMatch(channel -> !channel.isBusy());
  }

  /** Closes those that wait for nothing any more. May wait for the broker. */
  void closeIdle() {
    for (ConfirmChannel channel : channels) {
      if (!channel.isBusy() && channels.remove(channel)) {
        channel.close();
      }
    }
  }

  /** What waits for a confirm. */
  List<Publication> unconfirmed() {
    return channels.stream().flatMap(channel -> channel.unconfirmed().stream()).toList();
  }

  /** Takes some of what waits for a confirm, in the order of writing. */
  List<Publication> take(Predicate<Publication> which) {
    return channels.stream().flatMap(channel -> channel.take(which).stream()).toList();
  }

  /** Takes all that waits for a confirm, in the order of writing: the channels are gone. */
  List<Publication> drain() {
    List<Publication> all = new ArrayList<>();
    for (ConfirmChannel channel : channels) {
      channels.remove(channel);
      all.addAll(channel.drain());
    }
    return all;
  }
}
