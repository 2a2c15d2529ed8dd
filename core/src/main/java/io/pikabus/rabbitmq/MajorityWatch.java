package io.pikabus.rabbitmq;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.config.TopologyMode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the node of a connection has lost the majority of its cluster, though it keeps the
 * connection, and leaves it for another node that has it. What to do when is decided by {@link
 * Majority} and {@link Elsewhere}.
 *
 * <p>Threads: {@link SilenceWatch}'s thread looks, and never waits for the broker; its others ask.
 */
final class MajorityWatch {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private static final int MOST_OUTSTANDING = 3;

  private static final int FIRST_WITH_KHEPRI = 4;

  private final BrokerConnection connection;
  private final Executor asking;
  private final BooleanSupplier hasOthers;
  private final OtherNodes otherNodes;

  /** Whether the user may ask, as far as is known. */
  private volatile boolean allowed = true;

  /** Questions without an answer: each has a channel and a thread. */
  private final AtomicInteger outstanding = new AtomicInteger();

  @GuardedBy("this")
  private @Nullable Connection watched;

  @GuardedBy("this")
  private Majority majority = Majority.UNDOUBTED;

  @GuardedBy("this")
  private Elsewhere elsewhere = Elsewhere.START;

  /** The node that has the majority, while one was found. */
  @GuardedBy("this")
  private @Nullable NodeAddress better;

  /** Whether to ask without a further pause. */
  @GuardedBy("this")
  private boolean soon;

  /**
   * Begins to watch.
   *
   * @param asking for what waits for the broker
   * @param hasOthers whether there are other nodes to go to
   */
  MajorityWatch(
      BrokerConnection connection,
      Executor asking,
      BooleanSupplier hasOthers,
      OtherNodes otherNodes) {
    this.connection = connection;
    this.asking = asking;
    this.hasOthers = hasOthers;
    this.otherNodes = otherNodes;
  }

  /**
   * One more look.
   *
   * @param traffic whether messages, or answers to them, came since the last one
   * @param expected whether the broker would answer a question: it neither hangs nor blocks us
   * @return whether the node is known to be without a majority
   */
  boolean look(Connection present, boolean traffic, boolean expected) {
    boolean ask;
    Majority now;
    synchronized (this) {
      if (watched != present) {
        watched = present;
        majority = Majority.UNDOUBTED;
        elsewhere = elsewhere.opened();
        soon = false;
      } else if (!allowed || connection.state().isBlocked()) {
        majority = Majority.UNDOUBTED;
      } else if (expected) {
        majority = majority.next(traffic);
      }
      now = majority;
      ask = expected && (now.asks() || soon) && mayAsk(present);
      if (ask) {
        soon = false;
        majority = majority.asked();
      }
    }
    if (ask) {
      outstanding.incrementAndGet();
      asking.execute(() -> ask(present));
    }
    if (expected && now.isToldNow()) {
      Instant since = Instant.now().minus(now.duration());
      connection.useless(present, state -> state.withoutMajority(since));
    }
    if (hasOthers.getAsBoolean()) {
      lookElsewhere(present, now);
    }
    return now.isTold();
  }

  private void lookElsewhere(Connection present, Majority now) {
    boolean ask;
    NodeAddress goTo = null;
    synchronized (this) {
      elsewhere = elsewhere.next(now);
      ask = elsewhere.asks(now);
      if (ask) {
        elsewhere = elsewhere.asked();
      } else if (elsewhere.leaves(now)) {
        elsewhere = elsewhere.left();
        goTo = better;
      }
    }
    if (ask) {
      asking.execute(() -> askOthers(present));
    }
    if (goTo != null) {
      connection.move(
          present,
          goTo,
          "The broker's node %s:%d does not reach a majority of its cluster, and %s does."
              .formatted(present.getAddress().getHostAddress(), present.getPort(), goTo));
    }
  }

  private void askOthers(Connection present) {
    Optional<NodeAddress> found = Optional.empty();
    try {
      found = otherNodes.withMajority();
    } finally {
      answered(present, found);
    }
  }

  private void answered(Connection of, Optional<NodeAddress> found) {
    int rounds;
    synchronized (this) {
      better = found.orElse(null);
      elsewhere = found.isPresent() ? elsewhere.found() : elsewhere.nobody();
      if (watched != of) {
        elsewhere = elsewhere.opened();
      }
      rounds = elsewhere.rounds();
    }
    if (Integer.bitCount(rounds) == 1) {
      LOG.log(
          System.Logger.Level.INFO,
          "The broker''s node gives no answer for which it takes a majority of its cluster; no other node gave one either, in {0} rounds.",
          rounds);
    }
  }

  private boolean mayAsk(Connection present) {
    return allowed
        && outstanding.get() < MOST_OUTSTANDING
        && connection.rules().mode() == TopologyMode.DECLARE
        && CloseReasons.majorVersion(present) >= FIRST_WITH_KHEPRI;
  }

  private void ask(Connection on) {
    long begin = System.nanoTime();
    try {
      if (isAnswered(on)) {
        boolean inTime = System.nanoTime() - begin < Majority.IN_TIME.toNanos();
        synchronized (this) {
          if (watched == on && inTime) {
            majority = majority.proven();
          }
          // One that is late comes when the broker has given up, or when it reaches others again.
          soon |= watched == on && !inTime;
        }
      }
    } finally {
      outstanding.decrementAndGet();
    }
  }

  /** Whether it was answered, or could not be asked at all. */
  private boolean isAnswered(Connection on) {
    Channel channel = null;
    try {
      channel = Declarer.channel(on);
      MajorityQuestion.ask(channel);
      return true;
    } catch (IOException | ShutdownSignalException refused) {
      LOG.log(System.Logger.Level.DEBUG, "No answer: {0}", CloseReasons.describe(refused));
      if (CloseReasons.code(refused) == AMQP.ACCESS_REFUSED) {
        allowed = false;
      }
      return channel == null;
    }
  }
}
