package io.pikabus.rabbitmq.node;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts a broker for the demo, prints its URI and keeps it until Ctrl-C. */
public final class Main {

  private Main() {}

  /**
   * Runs until the JVM is told to end.
   *
   * @param arguments the folder for data and logs; without one, {@code target/rabbitmq}
   * @throws IllegalStateException as {@link Broker#start(Path)} does
   * @throws InterruptedException if the main thread is interrupted
   */
  @SuppressWarnings("SystemOut") // the URI is this program's output
  public static void main(String[] arguments) throws InterruptedException {
    Path directory = Path.of(arguments.length > 0 ? arguments[0] : "target/rabbitmq");
    try (Broker broker = Broker.start(directory)) {
      System.out.println(broker.uri());
      new CountDownLatch(1).await();
    }
  }
}
