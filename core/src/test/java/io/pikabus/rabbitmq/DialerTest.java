package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.FaultProxy;
import io.pikabus.faults.Outage;
import io.pikabus.thread.Threads;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which of several addresses is connected to. */
@Tag("slow")
class DialerTest {

  private static final byte[] HERE = {127, 0, 0, 1};

  /** Nobody listens there, and this machine says so at once. */
  private static final byte[] NOBODY = {127, 0, 0, 9};

  final ExecutorService dispatcher = Executors.newSingleThreadExecutor();
  final List<FaultProxy> nodes = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (FaultProxy node : nodes) {
      node.close();
    }
    dispatcher.shutdownNow();
  }

  private FaultProxy node() {
    FaultProxy node = new FaultProxy(Outage.node().port());
    nodes.add(node);
    return node;
  }

  private static ConnectionSettings settings(String... more) {
    Map<String, String> settings = Outage.settings(Outage.node(), Outage.node().port());
    settings.remove("host");
    settings.remove("port");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    SettingsReader reader = new SettingsReader();
    ConnectionSettings read = reader.api(SettingSource.of(settings)).bus().connection();
    reader.throwFaults();
    return read;
  }

  private static String addresses(int... ports) {
    return IntStream.of(ports).mapToObj(p -> "127.0.0.1:" + p).collect(Collectors.joining(","));
  }

  private static Dialer dialer(ConnectionSettings settings, Dialer.Resolver resolver) {
    return new Dialer(
        new ClientIdentity("shop", "testing"),
        settings,
        null,
        Threads.DAEMONS,
        new Logins(settings, null, Threads.DAEMONS),
        resolver,
        new Random(7));
  }

  private static Dialer dialer(ConnectionSettings settings) {
    return dialer(settings, InetAddress::getAllByName);
  }

  private NodeAddress open(Dialer dialer) {
    Dialer.Round round = dialer.dial(dispatcher, 0, () -> true);
    assertThat(round).isInstanceOf(Dialer.Opened.class);
    Dialer.Opened opened = (Dialer.Opened) round;
    opened.connection().abort();
    return opened.node();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(HERE))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void many_services_spread_over_the_nodes() {
    ConnectionSettings settings =
        settings("addresses", addresses(node().port(), node().port(), node().port()));
    Random random = new Random(7);
    for (int service = 0; service < 30; service++) {
      open(
          new Dialer(
              new ClientIdentity("shop", "testing"),
              settings,
              null,
              Threads.DAEMONS,
              new Logins(settings, null, Threads.DAEMONS),
              InetAddress::getAllByName,
              random));
    }
    assertThat(nodes).allSatisfy(node -> assertThat(node.accepted()).isGreaterThan(3));
  }

  @Test
  void the_node_that_was_lost_is_not_the_next_one() {
    Dialer dialer = dialer(settings("addresses", addresses(node().port(), node().port())));
    NodeAddress before = open(dialer);
    for (int loss = 0; loss < 10; loss++) {
      NodeAddress next = open(dialer);
      assertThat(next).isNotEqualTo(before);
      before = next;
    }
  }

  @Test
  void a_preferred_node_is_the_first_of_the_next_round_and_the_present_one_none_of_the_others() {
    Dialer dialer =
        dialer(settings("addresses", addresses(node().port(), node().port(), node().port())));
    for (int round = 0; round < 10; round++) {
      NodeAddress present = open(dialer);
      assertThat(dialer.others()).hasSize(2).doesNotContain(present);
      NodeAddress preferred = dialer.others().get(0);
      dialer.prefer(preferred);
      assertThat(open(dialer)).isEqualTo(preferred);
    }
  }

  @Test
  void nodes_that_are_dead_or_hang_cost_their_share_of_the_time_only() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getByAddress(HERE))) {
      ConnectionSettings settings =
          settings(
              "addresses",
              addresses(hanging.getLocalPort(), freePort(), freePort(), node().port()),
              "connection-timeout",
              "PT20S");
      for (int seed = 0; seed < 3; seed++) {
        long begin = System.nanoTime();
        assertThat(open(dialer(settings)).address().port()).isEqualTo(nodes.get(0).port());
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      }
    }
  }

  @Test
  void when_none_answers_each_was_tried_once_and_is_named() throws Exception {
    int dead = freePort();
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getByAddress(HERE))) {
      Dialer.Round round =
          dialer(
                  settings(
                      "addresses",
                      addresses(dead, hanging.getLocalPort()),
                      "connection-timeout",
                      "PT2S"))
              .dial(dispatcher, 0, () -> true);
      assertThat(round).isInstanceOf(Dialer.Failed.class);
      assertThat(((Dialer.Failed) round).fault().reason())
          .containsOnlyOnce("127.0.0.1:" + dead + ": Nothing listens")
          .containsOnlyOnce("127.0.0.1:" + hanging.getLocalPort() + ": Something accepts");
    }
  }

  @Test
  void a_round_ends_when_the_connection_is_wanted_no_more() throws Exception {
    FaultProxy alive = node();
    Dialer.Round round =
        dialer(settings("addresses", addresses(freePort(), freePort(), freePort())))
            .dial(dispatcher, 0, () -> false);
    assertThat(round).isInstanceOf(Dialer.Failed.class);
    assertThat(((Dialer.Failed) round).fault().reason()).startsWith("Nothing listens");
    assertThat(alive.accepted()).isZero();
  }

  @Test
  void a_name_with_several_ip_addresses_is_several_nodes_and_is_resolved_in_each_round() {
    ConnectionSettings settings = settings("addresses", "rabbit.example:" + node().port());
    List<InetAddress> answers = new ArrayList<>();
    Dialer dialer = dialer(settings, host -> resolved(host, answers));
    Dialer.Round unknown = dialer.dial(dispatcher, 0, () -> true);
    assertThat(((Dialer.Failed) unknown).fault().reason())
        .startsWith("The name of the host is not known: rabbit.example");

    answers.addAll(List.of(address("rabbit.example", NOBODY), address("rabbit.example", HERE)));
    for (int round = 0; round < 6; round++) {
      assertThat(open(dialer))
          .hasToString("rabbit.example:%d (127.0.0.1)".formatted(nodes.get(0).port()));
    }
  }

  private static InetAddress[] resolved(String host, List<InetAddress> answers)
      throws UnknownHostException {
    if (answers.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return answers.toArray(InetAddress[]::new);
  }

  private static InetAddress address(String name, byte[] octets) {
    try {
      return InetAddress.getByAddress(name, octets);
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
