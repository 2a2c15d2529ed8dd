package io.pikabus.config;

import static io.pikabus.config.ConfigKey.Scope.BUS;
import static io.pikabus.config.ConfigKey.key;

import io.pikabus.protocol.TimeFormat;
import java.util.List;

/** What all services of a bus agree on. */
final class BusKeys {

  /** The runtime's. */
  static final ConfigKey<String> CONNECTOR =
      key("connector", BUS, ValueType.TEXT, null, "Which connector the channel has.");

  static final ConfigKey<String> DIRECT_EXCHANGE =
      key("direct-exchange", BUS, ValueType.NAME, "PikaBusDirect", "Exchange of the commands.");

  static final ConfigKey<String> TOPIC_EXCHANGE =
      key("topic-exchange", BUS, ValueType.NAME, "PikaBusTopic", "Exchange of the events.");

  static final ConfigKey<String> HEADER_PREFIX =
      key(
          "header-prefix",
          BUS,
          ValueType.TEXT,
          "PikaBus",
          "Prefix of the header names; all services of a bus must agree on it.");

  static final ConfigKey<TimeFormat> TIME_FORMAT =
      key(
          "time-format",
          BUS,
          ValueType.TIME_FORMAT,
          "legacy",
          "How times are written: `legacy` can be read by PikaBus 1.x and 2.x, `iso` by 2.x only. Both are always read. Or the `timeFormat` of your Python services, such as `%d.%m.%Y %H:%M:%S`, which is read as well.");

  static final ConfigKey<String> LISTENER_QUEUE =
      key(
          "listener-queue",
          BUS,
          ValueType.NAME,
          null,
          "What `ReplyToAddress` says outside a handler; inside one it is the queue of the channel. The queue is declared before the first message leaves that names it.");

  static final ConfigKey<String> ERROR_QUEUE =
      key(
          "error-queue",
          BUS,
          ValueType.NAME,
          "error",
          "Queue for messages that could not be handled or delivered; declared when first needed, and before a quorum queue that leads to it.");

  static final ConfigKey<List<String>> ALLOWED_REPLY_QUEUES =
      key(
          "allowed-reply-queues",
          BUS,
          ValueType.NAMES,
          null,
          "Queues to which `reply` sends, `*` for any characters. Unset, it sends to every queue that a request names but the request's own, the error queue and those of delays. The request's own must be named here without a star: the reply is then handled like any message.");

  static final List<ConfigKey<?>> ALL =
      List.of(
          DIRECT_EXCHANGE,
          TOPIC_EXCHANGE,
          HEADER_PREFIX,
          TIME_FORMAT,
          LISTENER_QUEUE,
          ERROR_QUEUE,
          ALLOWED_REPLY_QUEUES);

  private BusKeys() {}
}
