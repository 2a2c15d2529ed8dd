package io.pikabus.rabbitmq.node;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The broker that all tests of one JVM share. */
final class SharedBroker {

  private static final String DIRECTORY_PROPERTY = "pikabus.broker.directory";
  private static final String DEFAULT_DIRECTORY = "target/rabbitmq";

  private static @Nullable Broker broker;

  private SharedBroker() {}

  static synchronized Broker get() {
    Broker running = broker;
    if (running == null) {
      running = Broker.start(Path.of(System.getProperty(DIRECTORY_PROPERTY, DEFAULT_DIRECTORY)));
      Runtime.getRuntime().addShutdownHook(new Thread(running::close, "close shared broker"));
      broker = running;
    }
    return running;
  }
}
