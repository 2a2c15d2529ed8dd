package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.pikabus.SendOutcome;
import io.pikabus.log.Repetitions;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Opens the channels that messages are written on: one for each connection, and another when the
 * broker closed the last one, or when our numbers and the broker's no longer agree on it, or when
 * it does not bring confirms. On the connection's thread.
 */
final class PublishingChannels {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final Repetitions channelsClosed = new Repetitions(1);
  private final BrokerConnection connection;
  private final OrderedWriter writer;
  private final Routes routes;
  private final ConfirmChannel.Listener listener;
  private final Runnable drain;

  /**
   * No channel yet.
   *
   * @param listener of the channels
   * @param drain writes what waits
   */
  PublishingChannels(
      BrokerConnection connection,
      OrderedWriter writer,
      Routes routes,
      ConfirmChannel.Listener listener,
      Runnable drain) {
    this.connection = connection;
    this.writer = writer;
    this.routes = routes;
    this.listener = listener;
    this.drain = drain;
  }

  /**
   * There is a connection.
   *
   * @throws IOException when it broke again
   */
  void open(Connection open) throws IOException {
    writer.opened(channel(open));
    drain.run();
  }

  private ConfirmChannel channel(Connection open) throws IOException {
    return new ConfirmChannel(Declarer.channel(open), listener);
  }

  /** A channel was closed: by the broker, over one of the messages, unless the connection is. */
  void closed(ConfirmChannel gone, ShutdownSignalException cause) {
    Connection open = connection.current();
    if (open == null || !open.isOpen() || cause.isInitiatedByApplication()) {
      return;
    }
    String reason = CloseReasons.describe(cause);
    channelsClosed
        .next(reason)
        .ifPresent(
            untold ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "The broker closed the publishing channel: {0}{1}",
                    CloseReasons.sentence(reason),
                    untold));
    replace(
        gone,
        open,
        PublishingState::closedOverMessage,
        unconfirmed -> refuseIfAlone(unconfirmed, cause));
  }

  /** Under the lock. What was alone on the channel is what the broker closed it over. */
  private void refuseIfAlone(List<Publication> unconfirmed, ShutdownSignalException cause) {
    boolean notFound = CloseReasons.notFound(cause);
    if (notFound) {
      routes.forgetAll();
    }
    if (unconfirmed.size() != 1) {
      return;
    }
    Publication alone = unconfirmed.get(0);
    // It has not arrived. Not again and again: some brokers do not let us look first.
    if (!notFound || !alone.renewRoute()) {
      alone.outcome.complete(new SendOutcome.Refused(CloseReasons.describe(cause)));
    }
  }

  /** Our numbers and the broker's no longer agree on this channel. */
  void spoiled(ConfirmChannel spoiled) {
    spoiled.close();
    replace(spoiled, connection.current(), PublishingState::lost, unconfirmed -> {});
  }

  private void replace(
      ConfirmChannel gone,
      @Nullable Connection open,
      UnaryOperator<PublishingState<ConfirmChannel>> change,
      Consumer<List<Publication>> before) {
    boolean present = writer.channelLost(gone, change, before);
    if (open == null || !present) {
      drain.run();
      return;
    }
    try {
      open(open);
    } catch (IOException | ShutdownSignalException broken) {
      open.abort();
    }
  }

  /** Another channel takes the place of this one; what it is still to confirm, it may. */
  void refresh(ConfirmChannel old) {
    Connection open = connection.current();
    if (open == null || writer.channel() != old) {
      return;
    }
    try {
      writer.replace(old, channel(open));
    } catch (IOException | ShutdownSignalException broken) {
      LOG.log(System.Logger.Level.DEBUG, "No new channel: {0}", CloseReasons.describe(broken));
    }
  }
}
