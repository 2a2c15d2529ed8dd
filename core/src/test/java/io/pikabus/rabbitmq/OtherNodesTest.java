package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.BrokerAddress;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.thread.Threads;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which of the other nodes says that it has the majority. */
@Tag("slow")
class OtherNodesTest {

  private static final byte[] HERE = {127, 0, 0, 1};
  private static final ClientIdentity ASKER = new ClientIdentity("shop", "majority");

  private final ExecutorService dispatcher = Threads.DAEMONS.atOnce("asking");

  @AfterEach
  void close() {
    dispatcher.shutdownNow();
  }

  private OtherNodes others(Map<String, String> settings, NodeAddress... nodes) {
    SettingsReader reader = new SettingsReader();
    ConnectionSettings read = reader.api(SettingSource.of(settings)).bus().connection();
    reader.throwFaults();
    return new OtherNodes(
        ASKER,
        () -> List.of(nodes),
        () -> ConnectionFactories.factory(read, null, ASKER, Threads.DAEMONS),
        new Logins(read, null, Threads.DAEMONS),
        dispatcher);
  }

  private static Map<String, String> settings() {
    return Outage.settings(Outage.node(), Outage.node().port());
  }

  private static NodeAddress node(int port) throws UnknownHostException {
    return new NodeAddress(
        new BrokerAddress("127.0.0.1", port), InetAddress.getByAddress("127.0.0.1", HERE));
  }

  @Test
  void nodes_that_are_dead_or_hang_are_passed_over_for_one_that_answers() throws Exception {
    int dead;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByAddress(HERE))) {
      dead = closed.getLocalPort();
    }
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getByAddress(HERE))) {
      NodeAddress good = node(Outage.node().port());
      assertThat(others(settings(), node(dead), node(hanging.getLocalPort()), good).withMajority())
          .contains(good);
      assertThat(others(settings(), node(dead), node(hanging.getLocalPort())).withMajority())
          .isEmpty();
    }
  }

  @Test
  void one_that_lets_us_not_in_is_no_place_to_go_to() throws Exception {
    Map<String, String> wrong = settings();
    wrong.put("password", "wrong");
    assertThat(others(wrong, node(Outage.node().port())).withMajority()).isEmpty();
  }

  @Test
  void it_is_asked_over_a_connection_that_is_closed_afterwards() throws Exception {
    others(settings(), node(Outage.node().port())).withMajority();

    assertThat(Outage.node().control("list_connections", "client_properties"))
        .doesNotContain("majority");
  }
}
