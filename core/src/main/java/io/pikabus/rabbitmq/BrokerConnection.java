package io.pikabus.rabbitmq;

import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.BrokerException;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.text.Printable;
import io.pikabus.thread.Threads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection that comes back for as long as it is not closed.
 *
 * <p>Threads: connecting, and every call of a {@link Listener}, happens on the connection's own
 * thread, one after the other; the client's threads only hand work to it. One call comes from the
 * client's reader thread, because nothing may hold it up: {@link Listener#blocked}. Invariants:
 *
 * <ol>
 *   <li>A listener sees {@code opened} and {@code lost} in turn, never two of a kind in a row; but
 *       {@code opened} again if that failed in a way that nobody expected.
 *   <li>After {@code close} nothing is opened any more.
 * </ol>
 */
final class BrokerConnection implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** Who lives on a connection. Called on the connection's thread, {@code blocked} apart. */
  interface Listener {
    /**
     * The connection is open: restore what is needed.
     *
     * @throws IOException when the connection broke again; {@link #lost} follows
     */
    void opened(Connection connection) throws IOException;

    /** The connection is gone; nothing can be settled on it any more. */
    void lost(String reason);

    /**
     * The broker stopped taking messages, or takes them again. By the client's reader thread, under
     * a monitor: only to be noted.
     */
    default void blocked(boolean blocked) {}
  }

  /** Something to do with an open connection. */
  interface Operation<T> {
    T on(Connection connection) throws IOException;
  }

  private final ConnectionSettings settings;
  private final Dialer dialer;
  private final Logins logins;
  private final TokenRenewal renewal;
  private final ConnectionThreads threads;
  private final ConnectionListeners listeners;
  private final GracePeriod gracePeriod = new GracePeriod();
  private final ConnectionLog log;

  private final SilenceWatch silences;
  private final PresentConnection present;

  /** Only on the connection's own thread, like {@code refusals}. */
  private @Nullable Future<?> nextTry;

  /** Attempts since the connection was last open that a person has to mend. */
  private int refusals;

  BrokerConnection(String purpose, ConnectionSettings settings) {
    this(
        purpose,
        settings,
        ClientContext.NONE,
        new Logins(settings, null, ClientContext.NONE.threads()));
  }

  BrokerConnection(
      String purpose, ConnectionSettings settings, ClientContext context, Logins logins) {
    this.threads = new ConnectionThreads(context.threads(), purpose);
    this.settings = settings;
    this.log = new ConnectionLog(purpose, settings);
    this.listeners = new ConnectionListeners(this, purpose);
    this.present = new PresentConnection(listeners::blocked);
    this.logins = logins;
    this.renewal = new TokenRenewal(purpose, logins);
    this.dialer =
        new Dialer(
            new ClientIdentity(context.application(), purpose),
            settings,
            context.named(),
            context.threads(),
            logins,
            InetAddress::getAllByName,
            new Random());
    execute(this::connect);
    this.silences =
        new SilenceWatch(
            purpose,
            this,
            settings.heartbeat(),
            dialer::hasOthers,
            () -> ConnectionFactories.socket(settings, context.named()),
            otherNodes(context));
  }

  private OtherNodes otherNodes(ClientContext context) {
    ClientIdentity asker = new ClientIdentity(context.application(), "majority");
    return new OtherNodes(
        asker,
        dialer::others,
        () -> ConnectionFactories.factory(settings, context.named(), asker, context.threads()),
        logins,
        threads.dispatcher());
  }

  /** Adds a listener; it is told at once if the connection is open. */
  void add(Listener listener) {
    execute(() -> listeners.add(listener));
  }

  void remove(Listener listener) {
    listeners.remove(listener);
  }

  ConnectionLog log() {
    return log;
  }

  /** Why it has no new password or token though it should; empty while all is well. */
  String trouble() {
    return renewal.trouble();
  }

  /** For its listeners, on its own thread. */
  GracePeriod gracePeriod() {
    return gracePeriod;
  }

  /** Whether what is missing is declared on it. */
  TopologyRules rules() {
    return TopologyRules.of(settings);
  }

  /** Where whatever works for the connection has its threads from. */
  Threads threads() {
    return threads.source();
  }

  /** Does work on the connection's thread; drops it once the connection is closed for good. */
  void execute(Runnable work) {
    threads.own().execute(work);
  }

  /** Does work on the connection's thread after a while. */
  void schedule(Runnable work, Duration delay) {
    threads.own().later(delay, work);
  }

  /** Does work that may wait long for the broker, after a while, and not on its own thread. */
  void scheduleAside(Runnable work, Duration delay) {
    threads.aside().later(delay, work);
  }

  /**
   * For whatever waits for an answer of the broker that may never come. What is given after {@link
   * #close} is not done.
   */
  Executor asking() {
    return threads.asking();
  }

  /** How long the client itself waits for an answer. */
  Duration answersWithin() {
    return settings.connectionTimeout();
  }

  ConnectionState state() {
    return present.state();
  }

  /** Null while it is not open. */
  @Nullable Connection current() {
    return present.connection();
  }

  /**
   * Does something with the connection on the caller's thread, waiting for up to the connection
   * timeout until it can be done.
   *
   * @param what for the message: "Subscribing queue 'x'"
   * @throws BrokerException when the broker could not be reached, or refused
   */
  <T> T call(String what, Operation<T> operation) {
    return call(what, settings.connectionTimeout(), operation);
  }

  /** Waits no longer than so for a connection whose broker answers. */
  <T> T call(String what, Duration patience, Operation<T> operation) {
    Connection open = awaitAnswering(what, patience);
    try {
      return operation.on(open);
    } catch (IOException | ShutdownSignalException refusal) {
      throw new BrokerException(
          "%s failed at %s: %s"
              .formatted(what, settings, CloseReasons.sentence(CloseReasons.describe(refusal))),
          refusal);
    }
  }

  private Connection awaitAnswering(String what, Duration patience) {
    Connection answering;
    try {
      answering = present.awaitAnswering(patience);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new BrokerException(what + " was interrupted.", interrupted);
    }
    if (answering == null) {
      ConnectionState now = state();
      throw new BrokerException(
          now.isOpen()
              ? "%s failed: %s takes no messages, and answers nothing, since %s: %s"
                  .formatted(what, settings, now.since(), now.reason())
              : "%s failed: not connected to %s since %s. %s"
                  .formatted(what, settings, now.since(), now.reason()),
          null);
    }
    return answering;
  }

  /**
   * Tries now instead of after its pause: the broker was reached by another way. Not an extra try:
   * it takes the place of the next one.
   */
  void hurry() {
    execute(
        () -> {
          if (state().isTrying() && nextTry != null && nextTry.cancel(false)) {
            connect();
          }
        });
  }

  private void connect() {
    nextTry = null;
    if (!state().isTrying()) {
      return;
    }
    Dialer.Round round = dial();
    if (round instanceof Dialer.Opened opened) {
      begin(opened);
    } else if (round instanceof Dialer.Failed failed) {
      retry(failed.fault());
    }
  }

  /** No exception of any kind ends the connecting. */
  private Dialer.Round dial() {
    try {
      return dialer.dial(threads.dispatcher(), state().failures(), () -> state().isTrying());
    } catch (RuntimeException | Error unexpected) {
      LOG.log(System.Logger.Level.DEBUG, "A round failed unexpectedly.", unexpected);
      return new Dialer.Failed(
          new ConnectFault(CloseReasons.sentence(CloseReasons.describe(unexpected)), false, false));
    }
  }

  private void begin(Dialer.Opened opened) {
    Connection fresh = opened.connection();
    if (!present.install(opened)) {
      fresh.abort();
      return;
    }
    refusals = 0;
    logins.accepted(opened.secret().credentials());
    try {
      heedAlarms(fresh);
      log.opened(fresh, opened.node(), logins.otherUser());
      listeners.opened(fresh);
      renewal.opened(opened);
    } finally {
      watch(fresh);
    }
  }

  /** Before anything is published: the broker says it once, at the first message. */
  private void heedAlarms(Connection fresh) {
    fresh.addBlockedListener(
        new BlockedListener() {
          @Override
          public void handleBlocked(String reason) {
            block(fresh, Printable.of(reason));
          }

          @Override
          public void handleUnblocked() {
            unblock(fresh);
          }
        });
  }

  /** Last, so that {@code lost} cannot overtake {@code opened}; a dead one reports at once. */
  private void watch(Connection fresh) {
    fresh.addShutdownListener(cause -> execute(() -> lost(fresh, cause)));
  }

  /**
   * Closes the socket under whoever is inside it; {@code close} would wait for a turn to write.
   * Once for each connection, and not for one that is no longer present.
   */
  void breakOff(Connection which, String why) {
    Socket socket = present.breakOff(which, why);
    if (socket == null) {
      return;
    }
    log.breakingOff(why);
    try {
      if (socket instanceof SSLSocket) {
        // Else it would first say goodbye, and wait for its turn to write like anybody else.
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (IOException gone) {
      LOG.log(System.Logger.Level.DEBUG, "Already closed: {0}", gone.getMessage());
    }
  }

  /** Breaks off, and connects to this node first. */
  void move(Connection from, NodeAddress to, String why) {
    dialer.prefer(to);
    breakOff(from, why);
  }

  private void block(Connection by, String reason) {
    if (present.block(by, reason)) {
      log.blocked(reason);
    }
  }

  private void unblock(Connection by) {
    if (present.unblock(by)) {
      log.unblocked();
    }
  }

  /**
   * The broker is of no use, though the connection is open.
   *
   * @param how the state changes
   */
  void useless(Connection by, UnaryOperator<ConnectionState> how) {
    String why = present.useless(by, how);
    if (why != null) {
      log.useless(why);
    }
  }

  /** The broker answers. */
  void heard(Connection by) {
    if (present.heard(by)) {
      log.heard();
    }
  }

  private void lost(Connection gone, ShutdownSignalException cause) {
    String reason = present.lost(gone, CloseReasons.sentence(CloseReasons.describe(cause)));
    if (reason == null) {
      return;
    }
    log.lost(reason);
    listeners.lost(reason);
    connect();
  }

  private void retry(ConnectFault fault) {
    String described = logins.mask(fault.reason());
    ConnectionState now = present.failed(described);
    if (!now.isTrying()) {
      return;
    }
    if (fault.refused()) {
      refusals++;
    }
    Duration pause =
        fault.pause(
            now.failures(),
            refusals,
            logins.wereAccepted(),
            ThreadLocalRandom.current().nextDouble());
    nextTry = threads.own().later(pause, this::connect);
    log.failed(described, fault.refused(), fault.access(), pause);
  }

  @Override
  public void close() {
    Connection open = present.close();
    silences.close();
    threads.close();
    if (open != null) {
      open.abort((int) settings.connectionTimeout().toMillis());
    }
  }
}
