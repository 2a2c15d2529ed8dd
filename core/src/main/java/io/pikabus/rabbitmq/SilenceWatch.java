package io.pikabus.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.thread.WorkThread;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices a broker that no longer answers on a connection: its node hangs, or what was sent is lost
 * on its way. What to do when is decided by {@link Silence}.
 *
 * <p>Threads: one looks, and never waits for the broker; others ask, and may be stuck in the socket
 * until the connection is given up.
 */
final class SilenceWatch implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** AMQP 0-9-1, 4.2.2: a node answers it at once, whoever asks. */
  private static final String GREETING = "AMQP\0\0\t\1";

  private static final Duration NODE_ANSWERS_WITHIN = Duration.ofSeconds(3);

  /** How another connection to the node is made. */
  interface Sockets {
    /** Not connected yet. */
    Socket open() throws IOException;
  }

  private final BrokerConnection connection;
  private final Duration heartbeat;
  private final BooleanSupplier hasOthers;
  private final Sockets sockets;
  private final WorkThread looking;
  private final Executor asking;
  private final AtomicBoolean probing = new AtomicBoolean();

  /** By whoever probes, one at a time. */
  private @Nullable Channel probe;

  /** Whether the connection has no channel left, so that it cannot be probed. */
  private volatile boolean unaskable;

  /** Those of the present connection, under the monitor. */
  private @Nullable Connection watched;

  private long frames;
  private Silence silence = Silence.NONE;

  /** By the thread that looks. */
  private long ofMessages;

  private final MajorityWatch majority;

  /**
   * Begins to look.
   *
   * @param others whether there are other nodes to go to
   * @param sockets how another connection to the node is made
   * @param otherNodes can be asked when this one has no majority
   */
  SilenceWatch(
      String purpose,
      BrokerConnection connection,
      Duration heartbeat,
      BooleanSupplier others,
      Sockets sockets,
      OtherNodes otherNodes) {
    this.connection = connection;
    this.heartbeat = heartbeat;
    this.hasOthers = others;
    this.sockets = sockets;
    this.looking = new WorkThread(connection.threads(), "pikabus-" + purpose + "-watch");
    this.asking = connection.asking();
    this.majority = new MajorityWatch(connection, asking, others, otherNodes);
    looking.every(Silence.LOOK, this::look);
  }

  private void look() {
    Connection present = connection.current();
    if (present != null) {
      act(present, listen(present));
    }
  }

  private synchronized Silence listen(Connection present) {
    CorkedFrames way = CorkedFrames.of(present);
    long before = frames;
    frames = way.received();
    if (watched != present) {
      watched = present;
      unaskable = false;
      silence = Silence.NONE;
      return silence;
    }
    // The broker does not read from a blocked connection, so nothing can be expected of it.
    boolean blocked = connection.state().isBlocked();
    silence = silence.next(frames != before || !way.isListening() || blocked || unaskable);
    return silence;
  }

  private void act(Connection on, Silence now) {
    // Told is what the broker cannot answer by itself only while it answers at all.
    boolean expected = now.looks() <= Silence.PROBE;
    boolean alone = majority.look(on, isTraffic(on), expected);
    if (!now.isTold() && !alone) {
      connection.heard(on);
    }
    switch (now.step(hasOthers.getAsBoolean(), heartbeat)) {
      case WAIT -> {}
      case PROBE -> asking.execute(() -> probe(on));
      case ASK_NODE -> asking.execute(() -> askNode(on, now));
      case TELL -> {
        Instant since = Instant.now().minus(now.duration());
        connection.useless(on, state -> state.silent(since));
      }
      case GIVE_UP ->
          connection.breakOff(
              on,
              "The broker's node %s:%d did not answer for %d s."
                  .formatted(
                      on.getAddress().getHostAddress(), on.getPort(), now.duration().toSeconds()));
    }
  }

  /** Whether messages, or answers to them, came since the last look. */
  private boolean isTraffic(Connection on) {
    long before = ofMessages;
    ofMessages = CorkedFrames.of(on).ofMessages();
    return ofMessages != before;
  }

  /** The cheapest question that a channel's process answers, and that needs no right. */
  private void probe(Connection on) {
    if (!probing.compareAndSet(false, true)) {
      return;
    }
    try {
      Channel present = probe;
      if (present != null && present.getConnection() == on && present.isOpen()) {
        present.basicQos(0);
      } else {
        probe = on.createChannel();
        unaskable = probe == null;
      }
    } catch (IOException | ShutdownSignalException unanswered) {
      LOG.log(System.Logger.Level.DEBUG, "No answer: {0}", CloseReasons.describe(unanswered));
    } finally {
      probing.set(false);
    }
  }

  private void askNode(Connection on, Silence when) {
    boolean answers = answers(new InetSocketAddress(on.getAddress(), on.getPort()));
    synchronized (this) {
      if (watched == on) {
        silence = silence.asked(when, answers);
      }
    }
  }

  private boolean answers(InetSocketAddress node) {
    int patience = (int) NODE_ANSWERS_WITHIN.toMillis();
    try (Socket socket = sockets.open()) {
      socket.setSoTimeout(patience);
      socket.connect(node, patience);
      socket.getOutputStream().write(GREETING.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return socket.getInputStream().read() >= 0;
    } catch (IOException silent) {
      LOG.log(System.Logger.Level.DEBUG, "No answer of {0}: {1}", node, silent.getMessage());
      return false;
    } catch (RuntimeException fault) {
      LOG.log(System.Logger.Level.ERROR, "A node could not be asked whether it is well.", fault);
      return true;
    }
  }

  @Override
  public void close() {
    looking.close();
  }
}
