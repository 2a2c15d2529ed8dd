package io.pikabus.bus;

import io.pikabus.IncomingMetadata;
import io.pikabus.PayloadException;
import io.pikabus.config.IncomingSettings;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.text.Printable;
import io.pikabus.transaction.Batch;
import io.pikabus.transaction.Inbox;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Handles one message of a lane: decodes it, and calls the handler inside a transaction unless the
 * inbox knows the message. On the lane's thread.
 */
record Handling(LaneSetup setup, IncomingSettings settings, Type type, DeliverySink handler) {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  /**
   * Handles a message.
   *
   * @return after the commit: what the handler sent
   * @throws Exception when it was not handled
   */
  Sent handle(Delivery delivery) throws Exception {
    IncomingMetadata metadata = delivery.metadata();
    checkReadable(delivery);
    if (!handler.awaitDemand(metadata)) {
      throw new DeliverySink.AbandonedException(
          "Message %s goes back to queue '%s': what it is for takes no more messages."
              .formatted(Printable.of(metadata.messageId()), Printable.of(metadata.queue())));
    }
    Object payload = decode(setup, settings, delivery, handler.payload(metadata, type));
    if (!settings.transacted()) {
      call(metadata, payload, null);
      return new Sent(CompletableFuture.completedFuture(null), null);
    }
    AtomicReference<Batch> around = new AtomicReference<>();
    CompletableFuture<@Nullable Void> out =
        setup
            .transactions()
            .around(
                batch -> {
                  around.set(batch);
                  handle(metadata, payload, batch);
                });
    return new Sent(out, around.get());
  }

  /**
   * What a handler sent whose transaction has committed.
   *
   * @param out completed when all of it is out; exceptionally when some is not
   * @param batch sends what is not; null where there was no transaction of ours
   */
  record Sent(CompletableFuture<@Nullable Void> out, @Nullable Batch batch) {
    boolean isOut() {
      return out.isDone() && !out.isCompletedExceptionally();
    }
  }

  /**
   * Makes the payload of a message.
   *
   * @throws PayloadException when it cannot be read as it came, or its body is not of that type
   */
  static Object decode(LaneSetup setup, IncomingSettings settings, Delivery delivery, Type type) {
    checkReadable(delivery);
    return setup
        .payloads()
        .decode(delivery.body(), type, encoding(settings, delivery.properties()));
  }

  /** Before its type is asked for: that may be what could not be read. */
  private static void checkReadable(Delivery delivery) {
    if (delivery.fault() != null) {
      throw new PayloadException(
          "The message was not handled because it could not be read as it came: %s. The octets of what was unreadable are the value of a header of that name."
              .formatted(Printable.of(delivery.fault())),
          null);
    }
  }

  /** Other clients know the property only, and what changes a body on its way changes that one. */
  private static @Nullable String encoding(
      IncomingSettings settings, MessageProperties properties) {
    String said = properties.contentEncoding();
    return said != null && !said.isBlank()
        ? said
        : properties.header(settings.bus().headerNames().contentEncoding());
  }

  private void handle(IncomingMetadata metadata, Object payload, Batch batch) throws Exception {
    Inbox inbox = setup.inbox();
    if (!settings.inbox() || inbox == null || inbox.isFirst(metadata)) {
      call(metadata, payload, batch);
    } else {
      LOG.log(
          System.Logger.Level.INFO,
          "Message {0} of queue {1} was handled before, and is not handled again.",
          Printable.of(metadata.messageId()),
          Printable.of(settings.queue()));
    }
  }

  /** An interrupt that the application leaves would end our next wait, as for a confirm. */
  private void call(IncomingMetadata metadata, Object payload, @Nullable Batch batch)
      throws Exception {
    try {
      handler.handle(metadata, payload, batch);
    } finally {
      Thread.interrupted();
    }
  }
}
