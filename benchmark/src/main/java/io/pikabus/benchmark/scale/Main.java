package io.pikabus.benchmark.scale;

import io.pikabus.benchmark.Agent;
import io.pikabus.benchmark.Load;
import io.pikabus.benchmark.Queues;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.container.Database;
import io.pikabus.benchmark.container.WorkTable;
import io.pikabus.benchmark.pikabus.PikaBusAgent;
import io.pikabus.fixtures.postgresql.PrivatePostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what queues, nodes and clusters carry: {@code Main DIRECTORY [WORD]}. Writes {@code
 * scale.csv} and {@code scale.md} into the directory. With a word, only the sites whose title
 * contains it; {@code growth} is the word for what grows. The system properties {@code
 * benchmark.rounds} and {@code benchmark.slice} (seconds a run) say how long.
 */
public final class Main {

  private static final int BODY = 1000;

  private Main() {}

  /** See above. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    String only = arguments.length > 1 ? arguments[1] : "";
    Files.createDirectories(directory);
    int status = 1;
    try (PrivatePostgres postgres = PrivatePostgres.create(directory.resolve("postgresql"))) {
      WorkTable.create(new Database(postgres.jdbcUrl(), postgres.user(), postgres.password()));
      run(directory, only, postgres);
      status = 0;
    } catch (Exception | Error failure) {
      failure.printStackTrace();
    }
    // Whatever thread of a library is left.
    System.exit(status);
  }

  private static void run(Path directory, String only, PrivatePostgres postgres) throws Exception {
    List<Point> points = new ArrayList<>();
    for (int nodes : new int[] {1, 3}) {
      List<Site> sites =
          List.of(Site.values()).stream()
              .filter(site -> site.nodes() == nodes && site.title().contains(only))
              .toList();
      boolean grows = nodes == 1 && "growth".contains(only);
      if (sites.isEmpty() && !grows) {
        continue;
      }
      try (Machines machines = Machines.start(directory.resolve("rabbitmq"), nodes)) {
        for (Site site : sites) {
          points.addAll(measure(site, machines, directory, postgres));
          write(directory, points);
        }
        if (grows) {
          Site site = Site.ONE_QUORUM;
          try (Queues queues = new Queues(BrokerAddress.of(machines.uri(0, site.queueType())));
              Agent agent = agent(site, machines, directory, postgres)) {
            queues.empty();
            new GrowthRun(machines, agent).run();
          }
        }
      }
    }
  }

  private static List<Point> measure(
      Site site, Machines machines, Path directory, PrivatePostgres postgres) throws Exception {
    int rounds = Integer.getInteger("benchmark.rounds", 5);
    double slice = Double.parseDouble(System.getProperty("benchmark.slice", "1"));
    // Through the first node, so that it leads.
    try (Queues queues = new Queues(BrokerAddress.of(machines.uri(0, site.queueType())));
        Agent agent = agent(site, machines, directory, postgres)) {
      Meter meter = new Meter(site, machines, agent, queues, rounds, slice);
      say("%s: warming up", site.title());
      meter.warm(Work.all());
      return meter.measure(Work.all());
    }
  }

  private static Agent agent(Site site, Machines machines, Path directory, PrivatePostgres postgres)
      throws Exception {
    return Agent.start(
        "scale-" + site.name().toLowerCase(Locale.ROOT),
        PikaBusAgent.class,
        directory,
        Map.of(
            "BENCHMARK_BROKER", machines.uri(site.connectedTo(), site.queueType()).toString(),
            "BENCHMARK_BODY", String.valueOf(BODY),
            "BENCHMARK_DATABASE", postgres.jdbcUrl(),
            "BENCHMARK_DATABASE_USER", postgres.user(),
            "BENCHMARK_DATABASE_PASSWORD", postgres.password()));
  }

  private static void write(Path directory, List<Point> points) throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add(Point.HEADER);
    points.forEach(point -> lines.add(point.line()));
    Files.write(directory.resolve("scale.csv"), lines);
    String table = Report.table(points, Cores.shared(Runtime.getRuntime().availableProcessors()));
    Files.writeString(directory.resolve("scale.md"), table);
    System.out.println(table);
  }

  static void say(String format, Object... arguments) {
    System.out.printf(
        Locale.ROOT,
        "scale: %s (load average %.1f)%n",
        String.format(Locale.ROOT, format, arguments),
        Load.average());
  }
}
