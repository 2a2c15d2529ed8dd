package io.pikabus.benchmark;

import static io.pikabus.benchmark.Contestant.PIKABUS;
import static io.pikabus.benchmark.Contestant.RAW;
import static io.pikabus.benchmark.Contestant.SMALLRYE;
import static io.pikabus.benchmark.Contestant.SPRING;
import static io.pikabus.benchmark.Contestant.WILDFLY;
import static io.pikabus.benchmark.Row.Measure.CONNECTIONS;
import static io.pikabus.benchmark.Row.Measure.CPU;
import static io.pikabus.benchmark.Row.Measure.HEAP;
import static io.pikabus.benchmark.Row.Measure.LATENCY;
import static io.pikabus.benchmark.Row.Measure.RATE;

import io.pikabus.benchmark.Entry.Stage;
import io.pikabus.benchmark.agent.Places;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is measured, and the goals, which were set before anything was measured. */
final class Works {

  private static final String CONFIRMED = "mandatory, confirmed";
  private static final String WITH_WORK = "committed work and its messages are one";
  private static final String ONE_OUT = "queues=" + Places.out();
  private static final String TEN_OUT =
      "queues="
          + IntStream.range(0, Places.OUTS)
              .mapToObj(i -> Places.OUT + i)
              .collect(Collectors.joining(","));
  private static final String NO_CONFIRM = "none: unconfirmed, not mandatory";
  private static final String CPU_OF = "client CPU: ";
  private static final String AFTER_CONFIRM = "acknowledged after the confirms, in order";

  private final List<List<Entry>> groups = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  Works() {
    streaming();
    batches();
    single();
    consuming();
    forwarding();
    inServer();
    processing();
    outbox();
    xa();
    relay();
    growth();
  }

  /**
   * Entries that work in turn, the order changing from round to round.
   *
   * @param all also those with which nothing is compared, the peers' defaults among them; and those
   *     that need a server
   */
  List<List<Entry>> groups(boolean all) {
    return groups.stream()
        .filter(group -> all || group.stream().noneMatch(Works::needsServer))
        .map(group -> group.stream().filter(entry -> all || isCompared(entry)).toList())
        .toList();
  }

  private boolean isCompared(Entry entry) {
    return rows.stream()
        .anyMatch(row -> row.subject().equals(entry) || row.reference().equals(entry));
  }

  private static boolean needsServer(Entry entry) {
    return entry.contestant() == WILDFLY;
  }

  List<Row> rows() {
    return rows;
  }

  private void streaming() {
    Entry raw = publishing("raw, 256 unconfirmed", RAW, CONFIRMED, "stream", ONE_OUT);
    Entry ours = publishing("pikabus, an emitter", PIKABUS, CONFIRMED, "stream", ONE_OUT);
    Entry smallRye =
        publishing(
            "SmallRye at its best", SMALLRYE, "confirmed, never mandatory", "stream", "best=true");
    Entry smallRyeDefault =
        Entry.of(
            "SmallRye at its defaults",
            SMALLRYE,
            NO_CONFIRM,
            Stage.PUBLISH_UNCONFIRMED,
            "case=stream");
    Entry spring =
        publishing("Spring, correlated confirms", SPRING, CONFIRMED, "stream", "best=true");
    Entry springDefault =
        Entry.of(
            "Spring at its defaults", SPRING, NO_CONFIRM, Stage.PUBLISH_UNCONFIRMED, "case=stream");
    groups.add(List.of(raw, ours, smallRye, smallRyeDefault, spring, springDefault));
    String work = "streaming publish";
    rows.add(new Row(work, "raw, 256 unconfirmed", 1.0, ours, raw, RATE));
    rows.add(new Row(work, "SmallRye at its best", 1.2, ours, smallRye, RATE));
    rows.add(new Row(work, "Spring, correlated confirms", 2.5, ours, spring, RATE));
    cpu(work, ours, raw);
    rows.add(new Row(CPU_OF + work, "SmallRye at its best", 1 / 0.35, ours, smallRye, CPU));
  }

  private void batches() {
    Entry raw =
        publishing("raw, batches of 100 with one wait", RAW, CONFIRMED, "batches", "size=100");
    Entry ours =
        publishing("pikabus, JTA transactions of 100", PIKABUS, CONFIRMED, "batches", "size=100");
    groups.add(List.of(raw, ours));
    String work = "flush of a transaction of 100";
    rows.add(new Row(work, "raw batch with one wait", 1.0, ours, raw, RATE));
    cpu(work, ours, raw);
  }

  private void single() {
    Entry raw = publishing("raw, one at a time", RAW, CONFIRMED, "single");
    Entry ours = publishing("pikabus, one at a time", PIKABUS, CONFIRMED, "single");
    groups.add(List.of(raw, ours));
    rows.add(new Row("one confirmed send at a time, p50", "raw", 1 / 1.05, ours, raw, LATENCY));
    cpu("one confirmed send at a time", ours, raw);
  }

  private void consuming() {
    Entry raw = consuming("raw, acknowledgements coalesced", RAW, "acknowledged after", "consume");
    Entry ours =
        consuming(
            "pikabus, PikaBus.consume",
            PIKABUS,
            "acknowledged after, in order",
            "consume",
            "prefetch=256");
    Entry channel =
        consuming(
            "pikabus, @Incoming with JTA at its defaults",
            PIKABUS,
            "acknowledged after the commit, in order",
            "handle",
            "sends=0");
    Entry smallRye =
        consuming(
            "SmallRye at its best, consuming",
            SMALLRYE,
            "acknowledged after",
            "consume",
            "best=true");
    Entry smallRyeDefault =
        consuming(
            "SmallRye at its defaults, consuming",
            SMALLRYE,
            "acknowledged after; prefetches without limit",
            "consume");
    Entry spring =
        consuming(
            "Spring at its best, consuming", SPRING, "acknowledged after", "consume", "best=true");
    Entry springDefault =
        consuming("Spring at its defaults, consuming", SPRING, "acknowledged after", "consume");
    groups.add(List.of(raw, ours, channel, smallRye, smallRyeDefault, spring, springDefault));
    String work = "consume, empty handler";
    rows.add(new Row(work, "raw, acknowledgements coalesced", 1.0, ours, raw, RATE));
    cpu(work, ours, raw);
    rows.add(new Row(work, "SmallRye at its best", 1.1, ours, smallRye, RATE));
  }

  private void forwarding() {
    Entry raw = consuming("raw overlapped", RAW, AFTER_CONFIRM, "forward", "sends=2");
    Entry ours =
        consuming(
            "pikabus, PikaBus.consume, flush after-commit",
            PIKABUS,
            AFTER_CONFIRM,
            "consume",
            "sends=2",
            "prefetch=256",
            "flush=after-commit");
    Entry oursDefault =
        consuming(
            "pikabus, PikaBus.consume at its defaults",
            PIKABUS,
            AFTER_CONFIRM + ", one at a time",
            "consume",
            "sends=2");
    Entry channel =
        consuming(
            "pikabus, @Incoming with JTA at its defaults, forwarding",
            PIKABUS,
            AFTER_CONFIRM + ", one at a time; nothing leaves on rollback",
            "handle",
            "sends=2");
    Entry rawInTurn =
        consuming(
            "raw, one message at a time",
            RAW,
            AFTER_CONFIRM + ", one at a time",
            "forward-in-turn",
            "sends=2");
    Entry channelAfter =
        consuming(
            "pikabus, @Incoming with JTA, flush after-commit",
            PIKABUS,
            AFTER_CONFIRM + "; nothing leaves on rollback",
            "handle",
            "sends=2",
            "flush=after-commit",
            "prefetch=256");
    Entry lanes =
        consuming(
            "pikabus, @Incoming with JTA, concurrency 8",
            PIKABUS,
            "acknowledged after the confirms, 8 at a time; nothing leaves on rollback",
            "handle",
            "sends=2",
            "lanes=8");
    Entry smallRye =
        consuming(
            "SmallRye, two emitted messages",
            SMALLRYE,
            "acknowledged after the confirms, never mandatory",
            "handle",
            "best=true");
    Entry spring =
        consuming(
            "Spring, 8 consumers",
            SPRING,
            "acknowledged after the confirms, out of order",
            "handle",
            "best=true");
    groups.add(
        List.of(raw, ours, oursDefault, rawInTurn, channel, channelAfter, lanes, smallRye, spring));
    String work = "consume 1, send 2, confirm, acknowledge";
    rows.add(new Row(work, "raw overlapped", 1.0, ours, raw, RATE));
    cpu(work, ours, raw);
    rows.add(new Row(work, "SmallRye's emitter", 5, ours, smallRye, RATE));
    rows.add(new Row(work, "Spring with 8 consumers", 2, ours, spring, RATE));
    // What before-commit can reach at most in order.
    String inContainer = "the same in a container of one with JTA, default settings";
    rows.add(new Row(inContainer, "raw, one message at a time", 0.95, channel, rawInTurn, RATE));
    cpu(inContainer, channel, rawInTurn);
  }

  /**
   * The same as a user has it; the container of one above takes its place where no server is
   * started.
   */
  private void inServer() {
    Entry raw =
        consuming("raw overlapped, beside WildFly", RAW, AFTER_CONFIRM, "forward", "sends=2");
    Entry rawInTurn =
        consuming(
            "raw, one message at a time, beside WildFly",
            RAW,
            AFTER_CONFIRM + ", one at a time",
            "forward-in-turn",
            "sends=2");
    Entry ours =
        consuming(
            "pikabus in WildFly, @Incoming with JTA at its defaults",
            WILDFLY,
            AFTER_CONFIRM + ", one at a time; nothing leaves on rollback",
            Places.DEFAULTS,
            "from=" + Places.in(Places.DEFAULTS),
            "sends=2");
    Entry after =
        consuming(
            "pikabus in WildFly, @Incoming with JTA, flush after-commit",
            WILDFLY,
            AFTER_CONFIRM + "; nothing leaves on rollback",
            Places.AFTER_COMMIT,
            "from=" + Places.in(Places.AFTER_COMMIT),
            "sends=2");
    groups.add(List.of(raw, rawInTurn, ours, after));
    String work = "consume 1, send 2 in WildFly with JTA, ";
    rows.add(
        new Row(
            work + "default settings", "raw, one message at a time", 0.95, ours, rawInTurn, RATE));
    rows.add(new Row(work + "flush after-commit", "raw overlapped", 0.7, after, raw, RATE));
  }

  private void processing() {
    Entry raw = consuming("raw overlapped, 1 to 1", RAW, AFTER_CONFIRM, "forward", "sends=1");
    Entry ours =
        consuming(
            "pikabus, processor with JTA, flush after-commit",
            PIKABUS,
            AFTER_CONFIRM + "; nothing leaves on rollback",
            "process",
            "flush=after-commit",
            "prefetch=256");
    Entry smallRye =
        consuming(
            "SmallRye at its best, processor",
            SMALLRYE,
            "acknowledged after the confirm, never mandatory",
            "process",
            "best=true");
    groups.add(List.of(raw, ours, smallRye));
    String work = "processor 1 to 1";
    rows.add(new Row(work, "raw overlapped", 1.0, ours, raw, RATE));
    cpu(work, ours, raw);
    rows.add(new Row(work, "SmallRye at its best", 1.2, ours, smallRye, RATE));
  }

  private void outbox() {
    Entry raw =
        transactions(
            "raw, inline confirms, 8 workers",
            RAW,
            "messages may be out though the database refuses the commit",
            "case=outbox");
    Entry ours = transactions("pikabus, outbox, 8 workers", PIKABUS, WITH_WORK, "case=outbox");
    groups.add(List.of(raw, ours));
    rows.add(
        new Row(
            "outbox on PostgreSQL, 8 workers, 1 row and 2 sends",
            "the same with inline confirms",
            1.3,
            ours,
            raw,
            RATE));
  }

  /** All with 8 workers, on PostgreSQL. */
  private void xa() {
    Entry ours =
        transactions(
            "pikabus.rar, XA: 1 row and 2 sends", PIKABUS, WITH_WORK, "case=xa", "row=true");
    Entry outbox = transactions("pikabus, outbox beside XA", PIKABUS, WITH_WORK, "case=outbox");
    Entry databases =
        Entry.of(
            "two databases, XA: 1 row and 2 rows",
            RAW,
            WITH_WORK,
            Stage.DATABASES,
            "case=databases");
    groups.add(List.of(ours, outbox, databases));
    String work = "XA on PostgreSQL, 8 workers, 1 row and 2 sends";
    rows.add(new Row(work, "the outbox", 0.6, ours, outbox, RATE));
    rows.add(new Row(work, "two databases, 1 row and 2 rows", 1.2, ours, databases, RATE));

    Entry alone = transactions("pikabus.rar, one phase: 2 sends", PIKABUS, WITH_WORK, "case=xa");
    Entry before =
        transactions(
            "pikabus, JTA, flush before-commit: 2 sends", PIKABUS, CONFIRMED, "case=pairs");
    groups.add(List.of(alone, before));
    rows.add(
        new Row(
            "a transaction that only sends 2, 8 workers, pikabus.rar",
            "flush before-commit",
            0.8,
            alone,
            before,
            RATE));
  }

  private void relay() {
    Entry raw =
        publishing("raw, batches of 512 with one wait", RAW, CONFIRMED, "batches", "size=512");
    Entry ours =
        Entry.of(
            "pikabus, the relay alone",
            PIKABUS,
            "nothing lost, whatever is killed",
            Stage.PUBLISH_UNCONFIRMED,
            "case=relay");
    groups.add(List.of(raw, ours));
    rows.add(new Row("outbox relay alone", "raw batches of its size", 0.95, ours, raw, RATE));
  }

  private void growth() {
    Entry empty =
        publishing("pikabus, an emitter to an empty queue", PIKABUS, CONFIRMED, "stream", ONE_OUT);
    Entry deep =
        Entry.of(
            "pikabus, an emitter to a queue with 200,000 messages",
            PIKABUS,
            CONFIRMED,
            Stage.DEEP,
            "case=stream",
            "queues=" + Places.DEEP);
    Entry rawDeep =
        Entry.of(
            "raw to a queue with 200,000 messages",
            RAW,
            CONFIRMED,
            Stage.DEEP,
            "case=stream",
            "queues=" + Places.DEEP);
    Entry ten =
        publishing("pikabus, an emitter to 10 queues", PIKABUS, CONFIRMED, "stream", TEN_OUT);
    Entry rawTen = publishing("raw to 10 queues", RAW, CONFIRMED, "stream", TEN_OUT);
    groups.add(List.of(empty, deep, rawDeep, ten, rawTen));
    rows.add(new Row("growth: depth 200,000", "depth 0", 0.85, deep, empty, RATE));
    rows.add(new Row("growth: 10 destinations on one connection", "one", 2, ten, empty, RATE));
    // What the broker and the machine leave.
    rows.add(new Row("growth: depth 200,000", "raw to such a queue", 0.95, deep, rawDeep, RATE));
    rows.add(
        new Row(
            "growth: 10 destinations on one connection",
            "raw to 10 destinations",
            1.0,
            ten,
            rawTen,
            RATE));
    figures();
  }

  private void figures() {
    Entry one = figures("pikabus with one queue", ONE_OUT);
    Entry ten = figures("pikabus with 10 queues and destinations", TEN_OUT);
    Entry backlog = figures("pikabus with a backlog of 200,000 messages", "queues=" + Places.DEEP);
    groups.add(List.of(one, ten, backlog));
    rows.add(new Row("growth: connections of 10 channels", "of one", 1, ten, one, CONNECTIONS));
    rows.add(
        new Row("growth: heap with a backlog of 200,000", "without one", 0.9, backlog, one, HEAP));
  }

  /** The goal of all of them: at most 1.3 times the processor time of the raw client. */
  private void cpu(String work, Entry ours, Entry raw) {
    rows.add(new Row(CPU_OF + work, "raw", 1 / 1.3, ours, raw, CPU));
  }

  private static Entry transactions(
      String title, Contestant contestant, String guarantee, String... words) {
    return Entry.of(title, contestant, guarantee, Stage.TRANSACTIONS, words);
  }

  private static Entry figures(String title, String queues) {
    return Entry.of(title, PIKABUS, CONFIRMED, Stage.FIGURES, "case=growth", queues);
  }

  private static Entry publishing(
      String title, Contestant contestant, String guarantee, String name, String... words) {
    return Entry.of(title, contestant, guarantee, Stage.PUBLISH, with(name, words));
  }

  private static Entry consuming(
      String title, Contestant contestant, String guarantee, String name, String... words) {
    return Entry.of(title, contestant, guarantee, Stage.CONSUME, with(name, words));
  }

  private static String[] with(String name, String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "case=" + name;
    System.arraycopy(words, 0, all, 1, words.length);
    return all;
  }
}
