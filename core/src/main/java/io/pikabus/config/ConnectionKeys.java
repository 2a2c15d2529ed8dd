package io.pikabus.config;

import static io.pikabus.config.ConfigKey.Scope.CONNECTION;
import static io.pikabus.config.ConfigKey.key;
import static io.pikabus.config.ConfigKey.secret;

import io.pikabus.protocol.Topology.QueueType;
import java.time.Duration;
import java.util.List;

/** Who the broker is, as whom it is connected to, and what may be done there. */
final class ConnectionKeys {

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
          ERROR_QUEUE_TYPE);

  private ConnectionKeys() {}
}
