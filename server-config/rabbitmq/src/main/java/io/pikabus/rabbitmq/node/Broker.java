package io.pikabus.rabbitmq.node;

import java.net.URI;
import java.nio.file.Path;

/**
 * A RabbitMQ broker that answers AMQP 0-9-1.
 *
 * <p>Safe for use by several threads.
 */
public sealed interface Broker extends AutoCloseable
    permits ExistingBroker, ContainerBroker, PrivateNode {

  /**
   * Takes a broker from the first place that has one: the broker named by the environment variable
   * {@code PIKABUS_AMQP_URL}, which is neither started nor stopped; a Docker engine; {@code
   * rabbitmq-server} on this machine, as a {@link PrivateNode}. Returns when the broker answers.
   *
   * @param directory a build folder such as {@code target/rabbitmq}; made if absent; a private node
   *     keeps its data and logs in a new folder below it, the other sources leave it alone
   * @throws IllegalStateException if no place has a broker, or the broker does not answer; the
   *     message says what was looked for and what to do
   */
  static Broker start(Path directory) {
    return BrokerSearch.ofThisMachine().start(directory);
  }

  /**
   * The one broker of this JVM, started at the first call as {@link #start(Path)} does, so that
   * many test classes use one broker. It ends with the JVM: do not close it.
   *
   * <p>The folder is {@code target/rabbitmq} below the working directory, or what the system
   * property {@code pikabus.broker.directory} names.
   *
   * @throws IllegalStateException as {@link #start(Path)} does; the next call tries again
   */
  static Broker shared() {
    return SharedBroker.get();
  }

  /**
   * Where clients connect, in RabbitMQ's URI format, {@code
   * amqp://user:password@host:port[/vhost]}. Contains the password.
   */
  URI uri();

  /** One line that says where the broker came from. Never contains the password. */
  String describe();

  /** Ends the broker if this object started it. Does nothing the second time. */
  @Override
  void close();
}
