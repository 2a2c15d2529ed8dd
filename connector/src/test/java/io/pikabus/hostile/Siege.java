package io.pikabus.hostile;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.pikabus.BusStatus;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendOptions;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RawClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import io.pikabus.messaging.SharedRuntime;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * A service with a queue for each kind of handler, and somebody who puts hostile messages into
 * them, beside good ones that the service sends itself. For one thread.
 */
final class Siege implements AutoCloseable {

  /** What a handler takes, and what it does with a hostile message. */
  enum Door {
    /** Sends it on with all its headers. */
    TEXT,
    /** Replies. */
    OCTETS,
    /** Does nothing. */
    OBJECT_OF_A_CLASS,
    /** Throws each time. */
    JSON_OBJECT,
    /** Acknowledges. */
    MESSAGE
  }

  /** What JSON-B makes of a body. */
  public record Order(int number, @Nullable String note) {}

  private record Seat(Door door, String mark) {}

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern MARK = Pattern.compile(Hostile.MARK + "-[0-9a-f]+-");

  private final PrivateNode node;
  private final RawClient peer;
  private RawClient raw;
  private final PikaBusClient bus;
  private final SharedRuntime runtime;
  private final Supplier<BusStatus.Part> messageChannel;
  private final String errors = Outage.unique("errors");
  private final String aside;
  private final Map<Door, String> queues = new LinkedHashMap<>();
  private final Set<Seat> handled = ConcurrentHashMap.newKeySet();
  private final Set<Seat> refused = ConcurrentHashMap.newKeySet();
  private final Map<Seat, String> reasons = new HashMap<>();
  private final Map<String, CompletableFuture<Long>> good = new ConcurrentHashMap<>();
  private boolean stopped;
  private int sent;
  private Duration latest = Duration.ZERO;
  private String latestBeside = "";

  Siege(PrivateNode node, String... more) throws Exception {
    this.node = node;
    this.peer = new RawClient(node);
    this.raw = new RawClient(node);
    this.aside = peer.queue("aside");
    peer.declare(errors, Map.of());
    Map<String, String> settings = Outage.settings(node, node.port());
    settings.putAll(Map.of("error-queue", errors, "max-retries", "1", "retry-delay", "PT0.1S"));
    // One handler fails over each of them, which others may take for an outage.
    settings.put("pause-after-failures", "0");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    for (Door door : Door.values()) {
      queues.put(door, peer.queue(door.name().toLowerCase(java.util.Locale.ROOT)));
    }
    this.bus = PikaBus.connect(settings);
    bus.consume(
        queue(Door.TEXT),
        String.class,
        text -> handle(Door.TEXT, bus.incoming().orElseThrow(), text));
    bus.consume(
        queue(Door.OCTETS),
        byte[].class,
        octets -> handle(Door.OCTETS, bus.incoming().orElseThrow(), octets));
    bus.consume(
        queue(Door.OBJECT_OF_A_CLASS),
        Order.class,
        order -> handle(Door.OBJECT_OF_A_CLASS, bus.incoming().orElseThrow(), order));
    bus.consume(
        queue(Door.JSON_OBJECT),
        JsonObject.class,
        json -> handle(Door.JSON_OBJECT, bus.incoming().orElseThrow(), json));
    this.runtime = new SharedRuntime(node, settings);
    this.messageChannel = runtime.consume(queue(Door.MESSAGE), String.class, this::take);
  }

  private String queue(Door door) {
    return queues.get(door);
  }

  String errors() {
    return errors;
  }

  /** A queue that nobody consumes. */
  String aside() {
    return aside;
  }

  private CompletionStage<?> take(Message<?> message) {
    try {
      handle(
          Door.MESSAGE,
          message.getMetadata(IncomingMetadata.class).orElseThrow(),
          message.getPayload());
      return message.ack();
    } catch (RuntimeException failure) {
      return message.nack(failure);
    }
  }

  private void handle(Door door, IncomingMetadata metadata, Object payload) {
    String id = metadata.messageId();
    CompletableFuture<Long> awaited = id == null ? null : good.get(id);
    if (awaited != null) {
      awaited.complete(System.nanoTime());
      return;
    }
    handled.add(new Seat(door, mark(metadata.headers().get(Hostile.MARK), payload)));
    switch (door) {
      case TEXT -> {
        SendOptions all = SendOptions.none();
        for (Map.Entry<String, @Nullable Object> each : metadata.headers().entrySet()) {
          all = all.withHeader(each.getKey(), each.getValue());
        }
        bus.send(aside, payload, all);
      }
      case OCTETS -> {
        if (metadata.replyToAddress() != null) {
          bus.reply("an answer");
        }
      }
      case JSON_OBJECT -> throw new IllegalStateException("Not today.");
      default -> {
        // It is handled.
      }
    }
  }

  private static String mark(@Nullable Object header, Object payload) {
    if (header != null) {
      return header.toString();
    }
    String text =
        payload instanceof byte[] octets
            ? new String(octets, StandardCharsets.UTF_8)
            : payload.toString();
    Matcher found = MARK.matcher(text);
    return found.find() ? found.group() : "";
  }

  /** Puts a hostile message into each queue, and a good one behind it; waits for the good ones. */
  void attack(Hostile kind) throws Exception {
    for (Door door : Door.values()) {
      try {
        raw.put(queue(door), kind.properties(), kind.contentHeader(), kind.body());
      } catch (Exception refusal) {
        refused.add(new Seat(door, kind.mark()));
        raw.close();
        raw = new RawClient(node);
      }
    }
    Map<Door, CompletableFuture<Long>> awaited = new LinkedHashMap<>();
    Map<Door, Long> since = new HashMap<>();
    for (Door door : Door.values()) {
      String id = "good-" + sent++;
      CompletableFuture<Long> arrival = new CompletableFuture<>();
      good.put(id, arrival);
      awaited.put(door, arrival);
      since.put(door, System.nanoTime());
      bus.send(
          queue(door),
          "{\"number\":2,\"note\":\"good\"}",
          SendOptions.none().withHeader("PikaBus.MessageId", id));
    }
    for (Door door : Door.values()) {
      long arrived;
      try {
        arrived = awaited.get(door).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException late) {
        throw new AssertionError(
            "No good message came to " + door + " behind " + kind + "; " + bus.status(), late);
      }
      Duration took = Duration.ofNanos(arrived - since.get(door));
      if (took.compareTo(latest) > 0) {
        latest = took;
        latestBeside = door + " behind " + kind;
      }
    }
    good.clear();
  }

  /** How long a good message took at most, and which. */
  Duration latest() {
    return latest;
  }

  String latestBeside() {
    return latestBeside;
  }

  /** All consumers, and the sender. */
  List<BusStatus.Part> status() {
    BusStatus status = bus.status();
    return Stream.concat(
            Stream.concat(Stream.of(status.publishing()), status.consumers().stream()),
            Stream.of(messageChannel.get()))
        .toList();
  }

  /** Waits until no queue of the service has a message that it could handle now. */
  void awaitQuiet(int kept) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              Map<String, Integer> depths = depths();
              int left = queues.values().stream().mapToInt(depths::get).sum();
              org.assertj.core.api.Assertions.assertThat(left).as("%s", depths).isEqualTo(kept);
            });
  }

  private Map<String, Integer> depths() {
    Map<String, Integer> depths = new HashMap<>();
    node.control("list_queues", "name", "messages")
        .lines()
        .map(line -> line.split("\t"))
        .filter(parts -> parts.length == 2 && parts[1].matches("\\d+"))
        .forEach(parts -> depths.put(parts[0], Integer.parseInt(parts[1])));
    return depths;
  }

  /** Throws away what lies in the error queue and in the one that nobody consumes. */
  void purge() throws Exception {
    peer.channel().queuePurge(errors);
    peer.channel().queuePurge(aside);
  }

  /** Ends the service, and looks where each message is. */
  Tally tally(List<Hostile> kinds) throws Exception {
    awaitErrors();
    stop();
    Set<Seat> failed = new java.util.HashSet<>();
    for (GetResponse message : all(errors)) {
      Object details = header(message, "PikaBus.ErrorDetails");
      Object source = header(message, "PikaBus.SourceQueue");
      if (details != null && source != null) {
        seat(source.toString(), message)
            .ifPresent(
                seat -> {
                  failed.add(seat);
                  reasons.put(seat, details.toString());
                });
      }
    }
    Set<Seat> waiting = new java.util.HashSet<>();
    for (String queue : depths().keySet()) {
      if (queue.startsWith("PikaBusDelay")) {
        for (GetResponse message : all(queue)) {
          seat(String.valueOf(header(message, "x-pikabus-delay-queue")), message)
              .ifPresent(waiting::add);
        }
      }
    }
    Set<Seat> stuck = new java.util.HashSet<>();
    for (String queue : queues.values()) {
      for (GetResponse message : all(queue)) {
        seat(queue, message).ifPresent(stuck::add);
      }
    }
    Tally tally = new Tally();
    for (Hostile kind : kinds) {
      for (Door door : Door.values()) {
        Seat seat = new Seat(door, kind.mark());
        Outcome outcome =
            refused.contains(seat)
                ? Outcome.REFUSED
                : stuck.contains(seat)
                    ? Outcome.KEPT
                    : failed.contains(seat)
                        ? Outcome.ERROR_QUEUE
                        : waiting.contains(seat)
                            ? Outcome.WAITING
                            : handled.contains(seat)
                                ? Outcome.HANDLED
                                : kind.mayExpire() ? Outcome.EXPIRED : Outcome.LOST;
        if (outcome == Outcome.LOST) {
          System.out.println("LOST " + door + " " + kind);
        }
        tally.add(kind, outcome);
      }
    }
    return tally;
  }

  /** Waits for copies that are tried once more: they pass the delay queues. */
  private void awaitErrors() {
    List<Long> counts = new ArrayList<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              counts.add(peer.ready(errors));
              int last = counts.size() - 1;
              return last >= 4 && counts.get(last).equals(counts.get(last - 4));
            });
  }

  private java.util.Optional<Seat> seat(String queue, GetResponse message) {
    return queues.entrySet().stream()
        .filter(each -> each.getValue().equals(queue))
        .map(
            each -> new Seat(each.getKey(), mark(header(message, Hostile.MARK), message.getBody())))
        .findFirst();
  }

  private static @Nullable Object header(GetResponse message, String name) {
    BasicProperties properties = message.getProps();
    return properties.getHeaders() == null ? null : properties.getHeaders().get(name);
  }

  private List<GetResponse> all(String queue) throws Exception {
    List<GetResponse> all = new ArrayList<>();
    Channel channel = peer.fresh();
    for (GetResponse next = channel.basicGet(queue, true);
        next != null;
        next = channel.basicGet(queue, true)) {
      all.add(next);
    }
    channel.close();
    return all;
  }

  private void stop() throws Exception {
    if (!stopped) {
      stopped = true;
      bus.close();
      runtime.close();
    }
  }

  @Override
  public void close() throws Exception {
    stop();
    Outage.deleteDelayQueues(node, peer);
    for (String queue : queues.values()) {
      peer.delete(queue);
    }
    peer.delete(aside);
    peer.delete(errors);
    raw.close();
    peer.close();
  }
}
