package io.pikabus.benchmark;

import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.container.Database;
import io.pikabus.benchmark.container.WorkTable;
import io.pikabus.fixtures.postgresql.PrivatePostgres;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures pikabus beside the raw client and its peers: {@code Main DIRECTORY quick|full [WORD]}.
 * With a word, only the groups in which a title contains it, in whatever case. Writes {@code
 * results.json}, {@code table.md} and {@code chart.svg} into the directory. Goes on until the
 * intervals say something, or a bound of time is reached. The system properties {@code
 * benchmark.minutes}, that bound, and {@code benchmark.slice}, seconds a run, say otherwise than
 * the mode does.
 */
public final class Main {

  private static final double QUICK_SLICE = 0.4;
  private static final double QUICK_MINUTES = 4;
  private static final double FULL_SLICE = 2;
  private static final double FULL_MINUTES = 60;

  /** Of every group, before anything is said of it. */
  private static final int LEAST_ROUNDS = 5;

  private static final String SECOND = "second";

  private Main() {}

  /** See above. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    boolean full = arguments[1].equals("full");
    String only = arguments.length > 2 ? arguments[2] : "";
    Files.createDirectories(directory);
    int status = 1;
    try (Broker broker = Broker.start(directory.resolve("rabbitmq"));
        PrivatePostgres postgres = PrivatePostgres.create(directory.resolve("postgresql"))) {
      run(directory, full, only, broker, postgres);
      status = 0;
    } catch (Exception | Error failure) {
      failure.printStackTrace();
    }
    // Whatever thread of a library is left.
    System.exit(status);
  }

  private static void run(
      Path directory, boolean full, String only, Broker broker, PrivatePostgres postgres)
      throws Exception {
    WorkTable.create(new Database(postgres.jdbcUrl(), postgres.user(), postgres.password()));
    WorkTable.create(second(postgres));
    Works works = new Works();
    List<List<Entry>> groups =
        works.groups(full || !only.isEmpty()).stream()
            .filter(group -> group.stream().anyMatch(entry -> contains(entry.title(), only)))
            .toList();
    Map<Contestant, Agent> agents = new EnumMap<>(Contestant.class);
    try (Queues queues = new Queues(BrokerAddress.of(broker.uri()))) {
      for (Contestant contestant : contestants(groups)) {
        agents.put(contestant, start(contestant, directory, broker, postgres));
      }
      if (uses(groups, Places.DEEP)) {
        say("filling a queue with %,d messages", Rounds.DEPTH);
        queues.fill(Places.DEEP, Rounds.DEPTH);
      }
      Rounds rounds =
          new Rounds(agents, queues, number("benchmark.slice", full ? FULL_SLICE : QUICK_SLICE));
      say("warming up");
      rounds.warm(groups);
      repeat(
          rounds,
          works,
          groups,
          number("benchmark.minutes", full ? FULL_MINUTES : QUICK_MINUTES) * 60);
      List<Outcome> frames = List.of();
      if (only.isEmpty() || "frames".contains(only)) {
        queues.empty();
        frames = Frames.count(broker);
      }
      report(directory, works, groups, rounds, frames);
    } finally {
      for (Agent agent : agents.values()) {
        agent.close();
      }
    }
  }

  private static Database second(PrivatePostgres postgres) throws SQLException {
    return new Database(postgres.createDatabase(SECOND), postgres.user(), postgres.password());
  }

  private static double number(String property, double unlessSet) {
    return Double.parseDouble(System.getProperty(property, String.valueOf(unlessSet)));
  }

  /** Leaves out the groups of which more rounds would say nothing new. */
  private static void repeat(Rounds rounds, Works works, List<List<Entry>> groups, double seconds)
      throws Exception {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    List<List<Entry>> open = groups;
    for (int round = 0; !open.isEmpty(); round++) {
      say("round %d of %d groups, load average %.1f", round + 1, open.size(), Load.average());
      rounds.round(round, open);
      if (round + 1 >= LEAST_ROUNDS) {
        open = open.stream().filter(group -> !isSettled(rounds, works, group)).toList();
        if (System.nanoTime() - end > 0) {
          return;
        }
      }
    }
  }

  private static boolean isSettled(Rounds rounds, Works works, List<Entry> group) {
    return rows(works, group).map(rounds::outcome).allMatch(Outcome::isSettled);
  }

  private static Stream<Row> rows(Works works, List<Entry> measured) {
    return works.rows().stream()
        .filter(row -> measured.contains(row.subject()) && measured.contains(row.reference()));
  }

  private static boolean contains(String title, String word) {
    return title.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT));
  }

  private static Set<Contestant> contestants(List<List<Entry>> groups) {
    return groups.stream()
        .flatMap(List::stream)
        .map(Entry::contestant)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Contestant.class)));
  }

  private static boolean uses(List<List<Entry>> groups, String queue) {
    return groups.stream()
        .flatMap(List::stream)
        .anyMatch(entry -> entry.words().getOrDefault("queues", "").equals(queue));
  }

  private static Agent start(
      Contestant contestant, Path directory, Broker broker, PrivatePostgres postgres)
      throws IOException {
    return Agent.start(
        contestant.title(),
        contestant.agent(),
        directory,
        Map.of(
            "BENCHMARK_BROKER", broker.uri().toString(),
            "BENCHMARK_DATABASE", postgres.jdbcUrl(),
            "BENCHMARK_SECOND_DATABASE", postgres.jdbcUrl(SECOND),
            "BENCHMARK_DATABASE_USER", postgres.user(),
            "BENCHMARK_DATABASE_PASSWORD", postgres.password()));
  }

  private static void report(
      Path directory, Works works, List<List<Entry>> groups, Rounds rounds, List<Outcome> frames)
      throws IOException {
    List<Entry> measured = groups.stream().flatMap(List::stream).toList();
    List<Outcome> outcomes = new ArrayList<>(rows(works, measured).map(rounds::outcome).toList());
    outcomes.addAll(frames);
    String tables = Table.ratios(outcomes) + "\n" + Table.figures(rounds);
    Files.writeString(directory.resolve("results.json"), Results.json(outcomes));
    Files.writeString(directory.resolve("table.md"), tables);
    Files.writeString(directory.resolve("chart.svg"), Chart.svg(outcomes));
    System.out.println("\n" + tables);
    say("load average %.1f; written: results.json, table.md, chart.svg", Load.average());
  }

  private static void say(String format, Object... arguments) {
    System.out.println("bench: " + String.format(Locale.ROOT, format, arguments));
  }
}
