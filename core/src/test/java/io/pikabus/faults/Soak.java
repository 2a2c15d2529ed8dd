package io.pikabus.faults;

import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends, defers, publishes, consumes and retries for a while, through connections that are cut and
 * a broker that is killed at random moments; then counts what became of every message.
 *
 * <p>{@code main} takes the seconds as its argument and the rest as system properties: {@code
 * soak.seed}, {@code soak.kills}, {@code soak.cuts}, {@code soak.rate}, {@code
 * soak.delivery-limit}.
 */
public final class Soak {

  /**
   * What to do.
   *
   * @param kills of the broker's process, each followed by a restart
   * @param cuts of connections
   * @param rate messages a second in all, at most
   */
  record Plan(int seconds, long seed, int kills, int cuts, int rate) {

    private static final int SECONDS_A_KILL = 30;
    private static final int SECONDS_A_CUT = 7;

    static Plan of(int seconds) {
      return new Plan(
          seconds,
          Long.getLong("soak.seed", System.nanoTime() & 0xFFFF_FFFFL),
          Integer.getInteger("soak.kills", seconds / SECONDS_A_KILL),
          Integer.getInteger("soak.cuts", seconds / SECONDS_A_CUT),
          Integer.getInteger("soak.rate", 400));
    }

    int mostMessages() {
      return seconds * rate;
    }
  }

  /** What came of it. */
  record Result(Plan plan, Ledger ledger, int kills, int cuts, List<String> firstFailures) {

    long unmarked() {
      return ledger.duplicated() - ledger.duplicatedAndMarked();
    }

    String table() {
      return """
      %d s, seed %d
      | sent | confirmed | retried | received | lost | duplicated | of these marked | early | kills | cuts |
      | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
      | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d |
      """
          .formatted(
              plan.seconds(),
              plan.seed(),
              ledger.sent(),
              ledger.confirmed(),
              ledger.failed(),
              ledger.received(),
              ledger.missing(),
              ledger.duplicated(),
              ledger.duplicatedAndMarked(),
              ledger.early(),
              kills,
              cuts);
    }
  }

  private static final int PUBLISHERS = 4;
  private static final int LONGEST_DELAY = 5_000;
  private static final Duration NO_PROGRESS = Duration.ofSeconds(75);
  private static final Duration LAST_SEND = Duration.ofSeconds(90);
  private static final String QUORUM = "soak-quorum";
  private static final String CLASSIC = "soak-classic";
  private static final String EVENTS = "soak-events";
  private static final String LATER = "soak-later";
  private static final String TOPIC = "soak.happened";

  private final Plan plan;
  private final Ledger ledger;
  private final Random random;
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();
  private final List<String> failures = new ArrayList<>();
  private volatile long end;

  private Soak(Plan plan) {
    this.plan = plan;
    this.ledger = new Ledger(plan.mostMessages());
    this.random = new Random(plan.seed());
  }

  /** Runs as long as its argument says, in seconds, and ends with code 1 if anything was lost. */
  public static void main(String[] arguments) throws Exception {
    Plan plan = Plan.of(arguments.length == 0 ? 300 : Integer.parseInt(arguments[0]));
    System.out.println(plan);
    Result result = run(plan);
    System.out.println(result.table());
    result.firstFailures().forEach(System.out::println);
    boolean bad = result.ledger().missing() + result.ledger().early() + result.unmarked() > 0;
    System.exit(bad ? 1 : 0);
  }

  static Result run(Plan plan) throws Exception {
    Soak soak = new Soak(plan);
    try (PrivateNode node = PrivateNode.create(Path.of("target", "rabbitmq"))) {
      node.start();
      Integer limit = Integer.getInteger("soak.delivery-limit");
      if (limit != null) {
        node.control(
            "set_policy",
            "soak",
            ".*",
            "{\"delivery-limit\":" + limit + "}",
            "--apply-to",
            "queues");
      }
      try (FaultProxy proxy = new FaultProxy(node.port())) {
        soak.run(node, proxy);
      }
    }
    synchronized (soak.failures) {
      return new Result(
          plan, soak.ledger, soak.kills.get(), soak.cuts.get(), List.copyOf(soak.failures));
    }
  }

  private void run(PrivateNode node, FaultProxy proxy) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (PikaBusClient one = bus(node, proxy, "quorum");
        PikaBusClient other = bus(node, proxy, "quorum");
        PikaBusClient third = bus(node, proxy, "classic");
        PikaBusClient fourth = bus(node, proxy, "classic")) {
      for (PikaBusClient bus : List.of(one, other)) {
        consume(bus, QUORUM);
        consume(bus, LATER);
      }
      for (PikaBusClient bus : List.of(third, fourth)) {
        consume(bus, CLASSIC);
        consume(bus, EVENTS);
      }
      third.subscribe(EVENTS, TOPIC);
      // So that the delay queues are there before the first kill.
      one.defer(LATER, "warm", Duration.ofSeconds(1));
      node.syncDeclarations();

      long begin = System.nanoTime();
      end = begin + Duration.ofSeconds(plan.seconds()).toNanos();
      List<Future<?>> work = new ArrayList<>();
      List<Moment> killing = moments(plan.kills(), plan.seconds() * 85 / 100);
      List<Moment> cutting = moments(plan.cuts(), plan.seconds() * 95 / 100);
      for (int number = 0; number < PUBLISHERS; number++) {
        Random own = new Random(random.nextLong());
        PikaBusClient bus = number % 2 == 0 ? one : third;
        work.add(threads.submit(() -> publish(bus, own)));
      }
      Future<?> killer = threads.submit(() -> kill(node, begin, killing));
      Future<?> cutter = threads.submit(() -> cut(proxy, begin, cutting));
      for (Future<?> each : work) {
        await(each);
      }
      await(killer);
      await(cutter);
      drain();
    } finally {
      threads.shutdownNow();
    }
  }

  /** A send that never ends is a fault as well. */
  private void await(Future<?> work) throws InterruptedException {
    long left = end - System.nanoTime() + LAST_SEND.toNanos();
    try {
      work.get(left, TimeUnit.NANOSECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("The soak itself failed", failed.getCause());
    } catch (TimeoutException hanging) {
      throw new IllegalStateException("A send or a restart did not end", hanging);
    }
  }

  private static PikaBusClient bus(PrivateNode node, FaultProxy proxy, String queueType) {
    Map<String, String> settings = new HashMap<>(Outage.settings(node, proxy.port()));
    settings.put("queue-type", queueType);
    settings.put("retry-delay", "PT0.5S");
    settings.put("prefetch", "50");
    settings.put("heartbeat", "PT5S");
    settings.put("connection-timeout", "PT5S");
    settings.put("confirm-timeout", "PT60S");
    return PikaBus.connect(settings);
  }

  private void consume(PikaBusClient bus, String queue) {
    bus.consume(queue, String.class, text -> received(text, bus.incoming().orElseThrow()));
  }

  private void received(String text, IncomingMetadata metadata) {
    long now = System.currentTimeMillis();
    if (text.equals("warm")) {
      return;
    }
    String[] parts = text.split("/", 2);
    if (now < Long.parseLong(parts[1])) {
      ledger.cameEarly();
    }
    int number = Integer.parseInt(parts[0]);
    if (ledger.shallFail(number)) {
      throw new IllegalStateException("on purpose, so that it is tried again");
    }
    ledger.received(number, Outage.isMarked(metadata));
  }

  private void publish(PikaBusClient bus, Random own) {
    long period = Duration.ofSeconds(PUBLISHERS).toNanos() / plan.rate();
    long next = System.nanoTime();
    while (System.nanoTime() < end && !ledger.isFull()) {
      next = Math.max(next + period, System.nanoTime() - period);
      for (long left = period; left > 0; left = next - System.nanoTime()) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      int number = ledger.open();
      if (number >= 0) {
        try {
          send(bus, number, own.nextInt(10), own.nextInt(LONGEST_DELAY));
          ledger.confirmed(number);
        } catch (SendException unconfirmed) {
          note(unconfirmed);
        }
      }
    }
  }

  private static void send(PikaBusClient bus, int number, int kind, int delay) {
    switch (kind) {
      case 0 -> bus.publish(TOPIC, number + "/0");
      case 1 -> {
        long due = System.currentTimeMillis() + delay;
        bus.defer(LATER, number + "/" + due, Duration.ofMillis(delay));
      }
      case 2, 3, 4, 5 -> bus.send(CLASSIC, number + "/0");
      default -> bus.send(QUORUM, number + "/0");
    }
  }

  private void note(RuntimeException failure) {
    synchronized (failures) {
      if (failures.size() < 20) {
        failures.add(failure.getMessage());
      }
    }
  }

  /** After the beginning, and how it is drawn. */
  private record Moment(Duration after, int draw) {}

  /** In order, from half a second on: something is to be under way. */
  private List<Moment> moments(int count, int until) {
    return random
        .longs(count, 500, Math.max(until * 1_000L, 501))
        .sorted()
        .mapToObj(millis -> new Moment(Duration.ofMillis(millis), random.nextInt(1_000)))
        .toList();
  }

  private static void awaitMoment(long begin, Moment moment) {
    long at = begin + moment.after().toNanos();
    for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void kill(PrivateNode node, long begin, List<Moment> moments) {
    for (Moment moment : moments) {
      awaitMoment(begin, moment);
      node.kill();
      node.start();
      kills.incrementAndGet();
    }
  }

  private void cut(FaultProxy proxy, long begin, List<Moment> moments) {
    for (Moment moment : moments) {
      awaitMoment(begin, moment);
      FaultProxy.Cut how = moment.draw() % 2 == 0 ? FaultProxy.Cut.RESET : FaultProxy.Cut.FINISH;
      List<FaultProxy.Link> links = proxy.links();
      if (moment.draw() % 3 == 0 || links.isEmpty()) {
        proxy.cutAll(how);
      } else {
        links.get(moment.draw() % links.size()).cut(how);
      }
      cuts.incrementAndGet();
    }
  }

  /**
   * Until all that is confirmed has come, or nothing has come for longer than anything may take.
   */
  private void drain() {
    long before = ledger.received();
    long since = System.nanoTime();
    while (ledger.missing() > 0 && System.nanoTime() - since < NO_PROGRESS.toNanos()) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      long now = ledger.received();
      if (now != before) {
        before = now;
        since = System.nanoTime();
      }
    }
  }
}
