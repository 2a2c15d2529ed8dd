package io.pikabus.errors;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts the command line of the error queue: {@code java -cp 'lib/*' io.pikabus.errors.Main list}.
 * What it takes: {@code --help}.
 */
public final class Main {

  /** Held, since a logger that nobody holds forgets its level. What goes wrong is said anyway. */
  private static final Logger QUIET = Logger.getLogger("io.pikabus");

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final String SLF4J = "slf4j.internal.verbosity";

  private Main() {}

  /**
   * Exits with 0 when all is done, 1 when something is not, 2 for faulty words, 3 for the broker.
   */
  public static void main(String[] words) {
    QUIET.setLevel(Level.OFF);
    if (System.getProperty(SLF4J) == null) {
      // The client's logger, which says at length that it logs nothing.
      System.setProperty(SLF4J, "ERROR");
    }
    Map<String, String> properties = new HashMap<>();
    System.getProperties()
        .forEach((name, value) -> properties.put(String.valueOf(name), String.valueOf(value)));
    Console console = new Console(properties, System.getenv(), System.out, System.err, step -> {});
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(console, ended), "stop"));
    int code = console.run(List.of(words));
    ended.countDown();
    System.exit(code);
  }

  /** On Ctrl-C: what is in hand ends in order. A kill -9 cuts it off. */
  private static void stop(Console console, CountDownLatch ended) {
    console.stop();
    try {
      if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        console.say("cut off");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
