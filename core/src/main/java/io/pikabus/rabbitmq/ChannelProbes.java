package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.protocol.Address;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which messages without an answer are published again, on a new channel of a connection that
 * works. A channel of RabbitMQ remembers which node leads a quorum queue: one that was opened
 * before the election may wait for a node that hangs until that node runs again, while a new
 * channel is answered at once.
 *
 * <p>For each address a single message is the probe: it is published again, each time on a new
 * channel, until it is answered; then all that were written before it are. So a queue without a
 * majority, or a broker that is slow, costs one copy now and then, however many messages wait.
 *
 * <p>Times are in terms of {@link System#nanoTime}. Any thread.
 */
final class ChannelProbes {

  /** The first answer is late. */
  static final Duration LATE = Duration.ofSeconds(6);

  /**
   * The answer to a probe is late, or to a message that was left unanswered on an earlier
   * connection: there was a fault in the cluster, and this channel too may count on the node that
   * has it.
   */
  static final Duration LATE_AGAIN = Duration.ofMillis(1_100);

  /** Between two probes. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  /** So that the pauses make a fault at most this much longer than it is: a quarter. */
  private static final int SHARE = 4;

  private final int most;

  @GuardedBy("this")
  private final Map<Address, Series> addresses = new LinkedHashMap<>();

  /** Whether any address is: so that others need no lock. */
  private volatile boolean probing;

  /** What is known of an address: probes without an answer, or an answered one. */
  private sealed interface Series {

    /** Since the first one. */
    record Unanswered(long first, long last) implements Series {
      /** While something waits, they come once a minute at least: else this is another fault. */
      Unanswered another(long now) {
        boolean same = now - last < 2 * LONGEST_PAUSE.toNanos();
        return new Unanswered(same ? first : now, now);
      }

      boolean isNextDue(long now) {
        long pause = Math.max(LATE_AGAIN.toNanos(), (last - first) / SHARE);
        return now - last >= Math.min(pause, LONGEST_PAUSE.toNanos());
      }
    }

    /** What was written before it, and is not answered, is on a channel that does not bring it. */
    record Answered(long written) implements Series {}
  }

  /**
   * No address is probed yet.
   *
   * @param most addresses that are remembered
   */
  ChannelProbes(int most) {
    this.most = most;
  }

  /** A look at all messages that are not answered, in the order of writing. */
  Round round(long now) {
    return new Round(now);
  }

  /**
   * A message is answered. If its address is probed, and it was written no earlier than the last
   * probe, channels are answered again: the fault is over, and the next one is another.
   */
  void answered(Address address, long written) {
    if (probing) {
      end(address, written);
    }
  }

  private synchronized void end(Address address, long written) {
    if (addresses.get(address) instanceof Series.Unanswered last && written - last.last() >= 0) {
      remember(address, new Series.Answered(written));
      probing = addresses.values().stream().anyMatch(Series.Unanswered.class::isInstance);
    }
  }

  @GuardedBy("this")
  private void remember(Address address, Series series) {
    addresses.remove(address);
    addresses.put(address, series);
    if (addresses.size() > most) {
      addresses.remove(addresses.keySet().iterator().next());
    }
  }

  /** By one thread. */
  final class Round {

    private final long now;
    private final Set<Address> probed = new HashSet<>();

    private Round(long now) {
      this.now = now;
    }

    /**
     * Whether a message is to be published again now.
     *
     * @param again whether it has been, or was left unanswered on an earlier connection
     * @param written when, the last time
     */
    boolean picks(Address address, boolean again, long written) {
      synchronized (ChannelProbes.this) {
        long age = now - written;
        Series series = addresses.get(address);
        if (series instanceof Series.Answered answered && written - answered.written() < 0) {
          return age >= LATE_AGAIN.toNanos();
        }
        return age >= (again ? LATE_AGAIN : LATE).toNanos()
            && (!(series instanceof Series.Unanswered last) || last.isNextDue(now))
            && probed.add(address);
      }
    }

    /** What was picked is published again. */
    void go() {
      synchronized (ChannelProbes.this) {
        probing |= !probed.isEmpty();
        for (Address address : probed) {
          remember(
              address,
              addresses.get(address) instanceof Series.Unanswered last
                  ? last.another(now)
                  : new Series.Unanswered(now, now));
        }
      }
    }
  }
}
