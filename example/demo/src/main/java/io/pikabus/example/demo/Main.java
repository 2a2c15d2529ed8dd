package io.pikabus.example.demo;

import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a broker, a server and the shop; the driver behind {@code ./demo}, which builds them and
 * checks what the user asked for. The working directory is the repository's root.
 */
public final class Main {
  private static final Path OUTPUT = Path.of("example/demo/target");

  private final PrintStream out;
  private final boolean check;
  private final Form form;
  private final String serverName;
  private final int httpPort;

  /** Set by the shutdown hook, before it interrupts the main thread. */
  private volatile boolean stopping;

  private final CountDownLatch ended = new CountDownLatch(1);

  private Main(PrintStream out, boolean check, Form form, String serverName, int httpPort) {
    this.out = out;
    this.check = check;
    this.form = form;
    this.serverName = serverName;
    this.httpPort = httpPort;
  }

  /**
   * Runs until Ctrl-C, or until the walk is done.
   *
   * @param arguments {@code run} or {@code check}, {@code channels} or {@code adapter}, the
   *     server's name, the port for HTTP
   */
  public static void main(String[] arguments) {
    // Whatever the locale: a check mark must not become a question mark.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(out); // for the broker's lines
    Main main =
        new Main(
            out,
            arguments[0].equals("check"),
            Form.valueOf(arguments[1].toUpperCase(Locale.ROOT)),
            arguments[2],
            Integer.parseInt(arguments[3]));
    main.endOnSignal(Thread.currentThread());
    int code = main.run();
    main.ended.countDown();
    System.exit(code);
  }

  /** On Ctrl-C the main thread closes what it opened, in order; then the JVM ends. */
  private void endOnSignal(Thread mainThread) {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interruptAndWait(mainThread), "end on signal"));
  }

  private void interruptAndWait(Thread mainThread) {
    if (ended.getCount() == 0) {
      return;
    }
    stopping = true;
    out.println();
    out.println("stopping…");
    mainThread.interrupt();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Not 128 + signal: Ctrl-C is how the demo is meant to end, but no answer to --check.
    Runtime.getRuntime().halt(check ? 130 : 0);
  }

  private int run() {
    try {
      RunningServer.requireFree(httpPort);
      Server server = Server.named(serverName);
      Optional<DatabaseAddress> database = DatabaseAddress.in(System.getenv());
      database.ifPresent(DatabaseAddress::requireAnswer);
      out.println(
          "database: "
              + database.map(DatabaseAddress::toString).orElse("H2, in the server's memory"));
      try (Broker broker = Broker.start(OUTPUT.resolve("rabbitmq"))) {
        return run(server, new Surroundings(broker, form, database));
      }
    } catch (DemoException | IllegalStateException e) {
      if (!stopping) {
        out.println();
        out.println("✗ " + e.getMessage());
      }
      return 1;
    } catch (Exception e) {
      if (!stopping) {
        out.println();
        e.printStackTrace(out);
      }
      return 1;
    }
  }

  private int run(Server server, Surroundings surroundings) throws Exception {
    Shop shop = new Shop(httpPort);
    Path folder = OUTPUT.resolve(serverName + "-" + httpPort);
    Stopwatch watch = Stopwatch.start();
    out.print("starting " + server.name() + "…");
    out.flush();
    try (RunningServer running = RunningServer.start(server, folder, httpPort, surroundings)) {
      running.awaitOpen(shop);
      out.println(" " + watch.read());
      int code = check ? walk(shop, watch, surroundings, running) : serve(shop, running);
      out.println("stopping…");
      return code;
    }
  }

  private int walk(
      Shop shop, Stopwatch sinceStart, Surroundings surroundings, RunningServer running)
      throws Exception {
    out.println();
    Findings findings = new Findings(out);
    Walk.through(shop, sinceStart, surroundings.address(), findings);
    Outage.through(shop, surroundings.broker(), surroundings.address(), findings);
    out.println();
    out.println(findings.summary());
    if (!findings.allGood()) {
      out.println("The server's log: " + running.log());
    }
    return findings.allGood() ? 0 : 1;
  }

  private int serve(Shop shop, RunningServer running) throws InterruptedException {
    out.printf(
        """

        The shop is open. Ctrl-C closes it.

          orders   %1$s
          audit    %2$s
          log      %3$s

        Place an order:
          curl -i %1$s -H 'Content-Type: application/json' -d '{"item": "rye bread", "quantity": 2, "amount": 7.50}'
        Look at the orders, and at the events about them:
          curl %1$s
          curl %2$s
        Order more than the shop can handle; the command ends in the queue 'error':
          curl -i %1$s -H 'Content-Type: application/json' -d '{"item": "rye bread", "quantity": 5000, "amount": 7.50}'

        """,
        shop.orders(), shop.audit(), running.log());
    running.awaitEnd();
    throw new DemoException("The server ended without being asked to." + running.endOfLog());
  }
}
