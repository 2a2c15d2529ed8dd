package io.pikabus.config;

import static io.pikabus.config.ConfigKey.Scope.OUTBOX;
import static io.pikabus.config.ConfigKey.key;

import java.time.Duration;
import java.util.List;

/** What a deployment has once: payloads, readiness, and the database of outbox and inbox. */
final class DeploymentKeys {

  static final ConfigKey<List<String>> DECLARE_QUEUES =
      key(
          "declare-queues",
          OUTBOX,
          ValueType.NAMES,
          null,
          "Queues, comma-separated, that are declared though no channel consumes them, as a channel would declare them without topics: once the broker is connected, and before the first message leaves.");

  static final ConfigKey<Boolean> PAYLOAD_STRICT =
      key(
          "payload.strict",
          OUTBOX,
          ValueType.BOOLEAN,
          "true",
          "Whether a body is refused that JSON-B would decode to a value that it does not contain: see [payloads](payloads.md).");

  static final ConfigKey<Boolean> PAYLOAD_NULLS =
      key(
          "payload.nulls",
          OUTBOX,
          ValueType.BOOLEAN,
          "false",
          "Whether JSON says `null` for members that are null, as Python does, instead of leaving them out.");

  static final ConfigKey<Boolean> READY_WHILE_PAUSED =
      key(
          "ready-while-paused",
          OUTBOX,
          ValueType.BOOLEAN,
          "false",
          "Whether readiness stays up while a queue is paused or the outbox's database does not answer, as a service wants it that also answers HTTP.");

  static final ConfigKey<String> DATASOURCE =
      key(
          "outbox.datasource",
          OUTBOX,
          ValueType.TEXT,
          "java:comp/DefaultDataSource",
          "JNDI name of the datasource that holds the outbox and the inbox: the application's own.");

  static final ConfigKey<OutboxSettings.Schema> SCHEMA =
      key(
          "outbox.schema",
          OUTBOX,
          ValueType.oneOf(OutboxSettings.Schema.class),
          "validate",
          "What is done about their tables when the application starts: `validate` looks, `create` makes what is missing, `none` does nothing.");

  static final ConfigKey<String> TABLE_PREFIX =
      key(
          "outbox.table-prefix",
          OUTBOX,
          ValueType.TABLE_PREFIX,
          "pikabus_",
          "What the tables' names begin with, optionally after a schema and a dot. Applications that share a database and not a broker need different ones.");

  static final ConfigKey<Duration> LEASE =
      key(
          "outbox.lease",
          OUTBOX,
          ValueType.DURATION,
          "PT1M",
          "How long a node may take to send what it has taken up, before other nodes do it; at least twice the `confirm-timeout`.");

  static final ConfigKey<Duration> POLL_INTERVAL =
      key(
          "outbox.poll-interval",
          OUTBOX,
          ValueType.DURATION,
          "PT2S",
          "How often a node looks for messages that other nodes have left.");

  static final ConfigKey<Duration> RETENTION =
      key(
          "inbox.retention",
          OUTBOX,
          ValueType.DURATION,
          "P7D",
          "How long the inbox remembers a message; longer than the longest pause before a retry.");

  static final ConfigKey<String> CONNECTION_FACTORY =
      key(
          "xa.connection-factory",
          OUTBOX,
          ValueType.TEXT,
          null,
          "With `transaction = xa`: JNDI name of the connection factory of [`pikabus.rar`](resource-adapter.md) that takes the messages, as the server knows it.");

  static final List<ConfigKey<?>> ALL =
      List.of(
          DECLARE_QUEUES,
          PAYLOAD_STRICT,
          PAYLOAD_NULLS,
          READY_WHILE_PAUSED,
          DATASOURCE,
          SCHEMA,
          TABLE_PREFIX,
          LEASE,
          POLL_INTERVAL,
          RETENTION,
          CONNECTION_FACTORY);

  private DeploymentKeys() {}
}
