package io.pikabus.bus;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, whose main ends at once. */
public final class EndingService {

  private EndingService() {}

  /**
   * Takes the host, the port, the user, the password, the queue, and how many seconds a handler
   * takes.
   */
  public static void main(String[] arguments) {
    PikaBusClient bus =
        PikaBus.builder()
            .settings(
                Map.of(
                    "host", arguments[0],
                    "port", arguments[1],
                    "username", arguments[2],
                    "password", arguments[3],
                    "queue-type", "classic",
                    "drain-timeout", arguments[6]))
            .keepJvmAlive(true)
            .closeOnShutdown(true)
            .connect();
    String queue = arguments[4];
    long seconds = Long.parseLong(arguments[5]);
    bus.consumer(queue)
        .on("end", String.class, text -> new Thread(bus::close).start())
        .otherwise(
            String.class,
            text -> {
              System.out.println("begun " + text);
              TimeUnit.SECONDS.sleep(seconds);
              bus.send(queue + "-done", "done " + text);
            })
        .start();
    System.out.println("main ends");
  }
}
