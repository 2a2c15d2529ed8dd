package io.pikabus.config;

import static io.pikabus.config.ConfigKey.Scope.OUTGOING;
import static io.pikabus.config.ConfigKey.key;

import java.time.Duration;
import java.util.List;

/** Where messages are sent, and how. */
final class OutgoingKeys {

  static final ConfigKey<String> QUEUE =
      key(
          "queue",
          OUTGOING,
          ValueType.NAME,
          null,
          "Queue to send commands to. Exactly one of `queue` and `topic`.");

  static final ConfigKey<String> TOPIC =
      key("topic", OUTGOING, ValueType.NAME, null, "Topic to publish events on.");

  static final ConfigKey<Boolean> DESTINATION_FROM_METADATA =
      key(
          "destination-from-metadata",
          OUTGOING,
          ValueType.BOOLEAN,
          "false",
          "Each message says its own destination with `OutgoingMetadata`; neither `queue` nor `topic` is needed then.");

  static final ConfigKey<Boolean> MANDATORY =
      key(
          "mandatory",
          OUTGOING,
          ValueType.BOOLEAN,
          "true",
          "Whether a message that no queue receives is an error for the sender.");

  static final ConfigKey<Boolean> PERSISTENT =
      key(
          "persistent",
          OUTGOING,
          ValueType.BOOLEAN,
          "true",
          "Whether messages survive a restart of the broker.");

  static final ConfigKey<String> MESSAGE_TYPE =
      key("message-type", OUTGOING, ValueType.TEXT, null, "The `MessageType` header.");

  static final ConfigKey<MessageTypeFrom> MESSAGE_TYPE_FROM =
      key(
          "message-type-from",
          OUTGOING,
          ValueType.oneOf(MessageTypeFrom.class),
          "none",
          "Where the `MessageType` comes from when neither the message nor `message-type` says it: from the payload's class, by its name (`class`, `simple-class`) or by `@MessageType` alone (`annotation`), or there is none, as with PikaBus. See [handlers](handlers.md#the-type-of-what-is-sent).");

  static final ConfigKey<Duration> CONFIRM_TIMEOUT =
      key(
          "confirm-timeout",
          OUTGOING,
          ValueType.DURATION,
          "PT30S",
          "How long a sender waits for the broker's confirm, reconnections included.");

  static final ConfigKey<TransactionMode> TRANSACTION =
      key(
          "transaction",
          OUTGOING,
          ValueType.oneOf(TransactionMode.class),
          "local",
          "What a message has to do with the transaction in which it is sent: `local` leaves with its commit, `outbox` is stored with it and leaves whatever happens, `xa` likewise by way of a resource adapter's journal, `none` leaves at once.");

  static final ConfigKey<FlushTime> FLUSH =
      key(
          "flush",
          OUTGOING,
          ValueType.oneOf(FlushTime.class),
          "before-commit",
          "With `transaction = local`: whether messages are confirmed before the database commits, so that a broker that is down rolls the work back, or are sent after it. A crash in between loses them then, unless a handler sent them: its message is delivered again.");

  static final List<ConfigKey<?>> ALL =
      List.of(
          QUEUE,
          TOPIC,
          DESTINATION_FROM_METADATA,
          MANDATORY,
          PERSISTENT,
          MESSAGE_TYPE,
          MESSAGE_TYPE_FROM,
          CONFIRM_TIMEOUT,
          TRANSACTION,
          FLUSH);

  private OutgoingKeys() {}
}
