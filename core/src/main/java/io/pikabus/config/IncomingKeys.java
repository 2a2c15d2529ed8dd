package io.pikabus.config;

import static io.pikabus.config.ConfigKey.Scope.INCOMING;
import static io.pikabus.config.ConfigKey.key;

import io.pikabus.protocol.Topology.QueueType;
import java.time.Duration;
import java.util.List;

/** A queue that is consumed: how, and what becomes of messages that fail. */
final class IncomingKeys {

  static final ConfigKey<String> QUEUE =
      key(
          "queue",
          INCOMING,
          ValueType.NAME,
          null,
          "Queue to consume; the channel's name when not set, without a `$n` suffix. Declared if missing; an existing queue is used unchanged.");

  static final ConfigKey<List<String>> TOPICS =
      key(
          "topics",
          INCOMING,
          ValueType.NAMES,
          null,
          "Topics the queue subscribes to, comma-separated; `*` is one word, `#` any number. In Java SE, those of each queue that the bus consumes.");

  static final ConfigKey<QueueType> QUEUE_TYPE =
      key(
          "queue-type",
          INCOMING,
          ValueType.oneOf(QueueType.class),
          "quorum",
          "Type of the queue when it is created.");

  static final ConfigKey<List<String>> QUEUE_ARGUMENTS =
      key(
          "queue-arguments",
          INCOMING,
          ValueType.LIST,
          null,
          "Arguments of the queue when it is created, as `name=value`, comma-separated, with or without `x-`. See [policies.md](policies.md#arguments-of-a-queue).");

  static final ConfigKey<Integer> PREFETCH =
      key(
          "prefetch",
          INCOMING,
          ValueType.integer(1, 65_535),
          "64",
          "Messages the broker may deliver ahead of the handler at most; fewer while the handler is slow, so that none waits long for its acknowledgement.");

  static final ConfigKey<Integer> MAX_RETRIES =
      key(
          "max-retries",
          INCOMING,
          ValueType.integer(-1, Integer.MAX_VALUE),
          "5",
          "How often a failed message is tried again before it goes to the error queue; -1 for ever.");

  static final ConfigKey<Duration> RETRY_DELAY =
      key(
          "retry-delay",
          INCOMING,
          ValueType.DURATION_OR_ZERO,
          "PT1S",
          "Retry n waits n × `retry-delay` × `retry-backoff`: by default 2, 4, 6, 8 and 10 s, 30 s in all. `PT0S` tries again at once.");

  static final ConfigKey<Integer> RETRY_BACKOFF =
      key(
          "retry-backoff",
          INCOMING,
          ValueType.integer(0, 1_000_000),
          "2",
          "Multiplier of `retry-delay`; with 0 every pause is `retry-delay` itself.");

  static final ConfigKey<List<String>> NO_RETRY_ON =
      key(
          "no-retry-on",
          INCOMING,
          ValueType.classNames(),
          null,
          "Class names of exceptions, comma-separated, that go to the error queue at the first failure; subclasses count.");

  static final ConfigKey<Integer> MAX_DELIVERIES =
      key(
          "max-deliveries",
          INCOMING,
          ValueType.integer(4, 1_000),
          "6",
          "How often a message is delivered from a quorum queue when its handling never ends, because the process dies each time; then it goes to the error queue.");

  static final ConfigKey<List<String>> PAUSE_ON =
      key(
          "pause-on",
          INCOMING,
          ValueType.classNames(),
          null,
          "Class names of exceptions, comma-separated, that are outages and not the message's fault, beside [those that are known](operating.md); subclasses count, and so does any cause.");

  static final ConfigKey<Integer> PAUSE_AFTER_FAILURES =
      key(
          "pause-after-failures",
          INCOMING,
          ValueType.integer(0, 1_000),
          "10",
          "How many different messages may fail in a row, whatever the exception, before the queue is paused; 0 for any number.");

  static final ConfigKey<Duration> PAUSE_IN_HAND =
      key(
          "pause-in-hand",
          INCOMING,
          ValueType.DURATION,
          "PT10M",
          "How long a paused queue keeps messages in hand before they go back to the broker; below the broker's acknowledgement timeout, which is 30 minutes unless it was changed.");

  static final ConfigKey<ErrorDetails> ERROR_DETAILS =
      key(
          "error-details",
          INCOMING,
          ValueType.oneOf(ErrorDetails.class),
          "full",
          "What a failed message says of its exception, to whoever reads the error queue: `full` is the stack trace, `message` the class and the message of it and of its causes, `type` their classes alone. See [security.md](security.md#what-the-error-queue-reveals).");

  static final ConfigKey<Duration> DRAIN_TIMEOUT =
      key(
          "drain-timeout",
          INCOMING,
          ValueType.DURATION_OR_ZERO,
          "PT30S",
          "How long a message in hand may take to finish when the application stops; then it stays with the broker.");

  static final ConfigKey<Boolean> TRANSACTED =
      key(
          "transacted",
          INCOMING,
          ValueType.BOOLEAN,
          "true",
          "Whether each message is handled inside a transaction that the connector begins and completes; what the handler sends is part of it. With `false`, the handler's own transaction decides, if it has one.");

  static final ConfigKey<Boolean> INBOX =
      key(
          "inbox",
          INCOMING,
          ValueType.BOOLEAN,
          "false",
          "Whether the MessageId is recorded in the transaction, so that a second delivery is acknowledged without being handled. Needs `transaction = outbox`.");

  static final List<ConfigKey<?>> ALL =
      List.of(
          QUEUE,
          TOPICS,
          QUEUE_TYPE,
          QUEUE_ARGUMENTS,
          PREFETCH,
          MAX_RETRIES,
          RETRY_DELAY,
          RETRY_BACKOFF,
          NO_RETRY_ON,
          MAX_DELIVERIES,
          PAUSE_ON,
          PAUSE_AFTER_FAILURES,
          PAUSE_IN_HAND,
          ERROR_DETAILS,
          DRAIN_TIMEOUT,
          TRANSACTED,
          INBOX);

  private IncomingKeys() {}
}
