package io.pikabus.faults;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A service in a process of its own, which one of its messages kills. */
public final class Mortal {

  /** Its exit code when it was killed so. */
  public static final int KILLED = 42;

  private Mortal() {}

  /** Takes the port, the user, the password, the queue and the error queue. */
  public static void main(String[] arguments) throws Exception {
    PikaBusClient bus =
        PikaBus.connect(
            Map.of(
                "host", "127.0.0.1",
                "port", arguments[0],
                "username", arguments[1],
                "password", arguments[2],
                "error-queue", arguments[4]));
    bus.consume(
        arguments[3],
        String.class,
        text -> {
          if (text.equals("killer")) {
            Runtime.getRuntime().halt(KILLED);
          }
          if (text.equals("last")) {
            bus.send(arguments[3] + "-done", "done");
          }
        });
    new CountDownLatch(1).await();
  }
}
