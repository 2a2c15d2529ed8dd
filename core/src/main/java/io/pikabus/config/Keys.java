package io.pikabus.config;

import static io.pikabus.config.ConfigKey.Scope.BUS;
import static io.pikabus.config.ConfigKey.Scope.CONNECTION;
import static io.pikabus.config.ConfigKey.Scope.INCOMING;
import static io.pikabus.config.ConfigKey.Scope.OUTBOX;
import static io.pikabus.config.ConfigKey.Scope.OUTGOING;
import static io.pikabus.config.ConfigKey.key;
import static io.pikabus.config.ConfigKey.secret;

import io.pikabus.protocol.TimeFormat;
import io.pikabus.protocol.Topology.QueueType;
import java.time.Duration;
import java.util.List;

/** Every setting there is. */
public final class Keys {

  /** The runtime's. */
  static final ConfigKey<String> CONNECTOR =
      key("connector", BUS, ValueType.TEXT, null, "Which connector the channel has.");

  static final ConfigKey<String> HOST =
      key("host", CONNECTION, ValueType.HOST, "localhost", "Host of the broker.");
  static final ConfigKey<Integer> PORT =
      key(
          "port",
          CONNECTION,
          ValueType.integer(1, BrokerAddress.HIGHEST_PORT),
          "5672",
          "Port of the broker; with `tls = true` it is `5671` when not set.");
  static final ConfigKey<List<BrokerAddress>> ADDRESSES =
      key(
          "addresses",
          CONNECTION,
          ValueType.addresses(),
          null,
          "Nodes of a cluster as `host:port`, comma-separated; instead of `host` and `port`.");
  static final ConfigKey<String> URL =
      secret(
          "url",
          CONNECTION,
          ValueType.TEXT,
          null,
          "All of it at once: `amqp://user:password@host1:5672,host2:5672/vhost`, or `amqps://`; never logged. See [a URL](#a-url).");

  static final ConfigKey<String> VIRTUAL_HOST =
      key("virtual-host", CONNECTION, ValueType.TEXT, "/", "Virtual host.");
  static final ConfigKey<String> USERNAME =
      key("username", CONNECTION, ValueType.TEXT, "guest", "User.");
  static final ConfigKey<String> PASSWORD =
      secret("password", CONNECTION, ValueType.TEXT, "guest", "Password; never logged.");
  static final ConfigKey<String> APPLICATION_NAME =
      key(
          "application-name",
          CONNECTION,
          ValueType.NAME,
          null,
          "Name of the application, as the broker's management shows it beside its connections; in a container the deployment's name when not set.");
  static final ConfigKey<Duration> CONNECTION_TIMEOUT =
      key(
          "connection-timeout",
          CONNECTION,
          ValueType.DURATION,
          "PT10S",
          "How long connecting may take, with several nodes divided among them, and how long a declaration waits for its answer.");
  static final ConfigKey<Duration> HEARTBEAT =
      key(
          "heartbeat",
          CONNECTION,
          ValueType.DURATION,
          "PT30S",
          "Heartbeat to agree on with the broker. A connection on which the broker does not answer for as long, or for 10 s if that is longer, is given up; with several addresses sooner.");
  static final ConfigKey<Integer> MAX_MESSAGE_SIZE =
      key(
          "max-message-size",
          CONNECTION,
          ValueType.integer(1, MessageSize.RABBITMQ),
          null,
          "Octets of the largest body that is sent or received; a quarter of the JVM's heap when not set, but no less than 16 and no more than 512 MiB. A larger message stays in its queue, and readiness is down.");
  static final ConfigKey<Boolean> TLS =
      key(
          "tls",
          CONNECTION,
          ValueType.BOOLEAN,
          "false",
          "Whether connections are encrypted, and the broker's certificate is checked.");
  static final ConfigKey<String> SSL_CONTEXT =
      key(
          "tls.context",
          CONNECTION,
          ValueType.TEXT,
          null,
          "What decides on certificates instead of the files below: `default` for the JVM's default SSL context, else the name of a CDI bean of type `SSLContext`.");
  static final ConfigKey<String> TRUST_STORE =
      key(
          "tls.trust-store",
          CONNECTION,
          ValueType.TEXT,
          null,
          "File with the certificates of the authorities that may vouch for the broker, in PKCS12, JKS or PEM; those of the JVM when not set.");
  static final ConfigKey<String> TRUST_STORE_PASSWORD =
      secret(
          "tls.trust-store-password",
          CONNECTION,
          ValueType.TEXT,
          null,
          "Password of that file; never logged.");
  static final ConfigKey<String> KEY_STORE =
      key(
          "tls.key-store",
          CONNECTION,
          ValueType.TEXT,
          null,
          "File with the client's own key and certificates, in PKCS12 or JKS, for a broker that asks for them.");
  static final ConfigKey<String> KEY_STORE_PASSWORD =
      secret(
          "tls.key-store-password",
          CONNECTION,
          ValueType.TEXT,
          null,
          "Password of that file and of the key in it; never logged.");
  static final ConfigKey<Boolean> VERIFY_HOST =
      key(
          "tls.verify-host",
          CONNECTION,
          ValueType.BOOLEAN,
          "true",
          "Whether the broker's certificate must be for the host that is connected to.");

  static final ConfigKey<Sasl> SASL =
      key(
          "sasl",
          CONNECTION,
          ValueType.oneOf(Sasl.class),
          "plain",
          "How the broker learns who connects: `plain` by `username` and `password`, `external` by the certificate in `tls.key-store`. See [tls.md](tls.md#a-certificate-instead-of-a-password).");

  static final ConfigKey<TopologyMode> TOPOLOGY =
      key(
          "topology",
          CONNECTION,
          ValueType.oneOf(TopologyMode.class),
          "declare",
          "Who makes exchanges, queues and bindings: `declare` makes what is missing, as far as the user may; `check` makes nothing, names what is missing and waits for it. See [rights.md](rights.md).");

  static final ConfigKey<DelayMode> DELAYS =
      key(
          "delays",
          CONNECTION,
          ValueType.oneOf(DelayMode.class),
          "service",
          "Who delivers delayed messages when they are due: `service`, running services to the millisecond; `broker`, the broker alone, up to about a second late, and this service consumes no delay queue. See [security.md](security.md#delayed-messages-in-a-shared-virtual-host).");

  static final ConfigKey<QueueType> ERROR_QUEUE_TYPE =
      key(
          "error-queue-type",
          CONNECTION,
          ValueType.oneOf(QueueType.class),
          "classic",
          "Type of the error queue when it is created. `classic` declares it as PikaBus does, so that the virtual host's default type decides, if it has one; `quorum` replicates it, and is for a bus without services in Python: see [other-clients.md](other-clients.md#who-declares-first).");

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

  static final ConfigKey<String> OUTGOING_QUEUE =
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
          "What a message has to do with the transaction in which it is sent: `local` leaves with its commit, `outbox` is stored with it and leaves whatever happens, `none` leaves at once.");
  static final ConfigKey<FlushTime> FLUSH =
      key(
          "flush",
          OUTGOING,
          ValueType.oneOf(FlushTime.class),
          "before-commit",
          "With `transaction = local`: whether messages are confirmed before the database commits, so that a broker that is down rolls the work back, or are sent after it. A crash in between loses them then, unless a handler sent them: its message is delivered again.");

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

  static final List<ConfigKey<?>> ALL =
      List.of(
          HOST,
          PORT,
          ADDRESSES,
          URL,
          VIRTUAL_HOST,
          USERNAME,
          PASSWORD,
          APPLICATION_NAME,
          CONNECTION_TIMEOUT,
          HEARTBEAT,
          MAX_MESSAGE_SIZE,
          TLS,
          SSL_CONTEXT,
          TRUST_STORE,
          TRUST_STORE_PASSWORD,
          KEY_STORE,
          KEY_STORE_PASSWORD,
          VERIFY_HOST,
          SASL,
          TOPOLOGY,
          DELAYS,
          ERROR_QUEUE_TYPE,
          DIRECT_EXCHANGE,
          TOPIC_EXCHANGE,
          HEADER_PREFIX,
          TIME_FORMAT,
          LISTENER_QUEUE,
          ERROR_QUEUE,
          ALLOWED_REPLY_QUEUES,
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
          INBOX,
          OUTGOING_QUEUE,
          TOPIC,
          DESTINATION_FROM_METADATA,
          MANDATORY,
          PERSISTENT,
          MESSAGE_TYPE,
          CONFIRM_TIMEOUT,
          TRANSACTION,
          FLUSH,
          DECLARE_QUEUES,
          PAYLOAD_STRICT,
          PAYLOAD_NULLS,
          READY_WHILE_PAUSED,
          DATASOURCE,
          SCHEMA,
          TABLE_PREFIX,
          LEASE,
          POLL_INTERVAL,
          RETENTION);

  private Keys() {}
}
