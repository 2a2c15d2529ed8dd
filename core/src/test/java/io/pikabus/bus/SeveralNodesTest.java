package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus.State;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.faults.FaultProxy;
import io.pikabus.faults.Log;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A bus with several addresses: where it is connected to, and what operators see of it. */
@Tag("slow")
class SeveralNodesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final PrivateNode node = Outage.node();
  FaultProxy one;
  FaultProxy other;

  @BeforeEach
  void listen() {
    one = new FaultProxy(node.port());
    other = new FaultProxy(node.port());
  }

  @AfterEach
  void close() throws Exception {
    one.close();
    other.close();
  }

  private PikaBusClient connect(String application) {
    Map<String, String> settings = Outage.settings(node, one.port());
    settings.remove("host");
    settings.remove("port");
    settings.put("application-name", application);
    settings.put("url", "amqp://127.0.0.1:%d,127.0.0.1:%d".formatted(one.port(), other.port()));
    return PikaBus.connect(settings);
  }

  private String text(FaultProxy proxy) {
    return "127.0.0.1:" + proxy.port();
  }

  @Test
  void a_connection_that_is_lost_moves_to_the_other_node_and_the_status_says_where_it_is()
      throws Exception {
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    String queue = OtherService.unique("moving");
    try (Log log = new Log();
        PikaBusClient bus = connect("moving")) {
      bus.consume(queue, String.class, handled::add);
      bus.send(queue, "first");
      assertThat(handled.poll(30, TimeUnit.SECONDS)).isEqualTo("first");
      for (int loss = 0; loss < 4; loss++) {
        String before = bus.status().publishing().node();
        boolean first = before.startsWith(text(one));
        assertThat(before).startsWith(text(first ? one : other)).contains(", cluster '");
        (first ? one : other).cutAll(FaultProxy.Cut.RESET);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(bus.status().publishing().node())
                        .startsWith(text(first ? other : one)));
        assertThat(log.lines())
            .anySatisfy(
                line ->
                    assertThat(line)
                        .contains("Connected for publishing to " + text(first ? other : one)));
      }
      await().atMost(PATIENCE).until(() -> bus.status().isWorking());
      assertThat(bus.status().consumers().get(0).node()).startsWith("127.0.0.1:");
      bus.send(queue, "second");
      // The acknowledgement of the first may have been cut off, and it comes again.
      await().atMost(PATIENCE).until(() -> handled.contains("second"));

      one.close();
      other.close();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(bus.status().publishing().state()).isEqualTo(State.INTERRUPTED);
                assertThat(bus.status().publishing().node()).isEmpty();
                assertThat(bus.status().consumers().get(0).node()).isEmpty();
              });
    }
  }

  @Test
  void operators_recognise_application_and_purpose_of_a_connection() {
    String application = OtherService.unique("shop");
    try (PikaBusClient bus = connect(application)) {
      bus.consume(OtherService.unique("seen"), String.class, text -> {});
      await().atMost(PATIENCE).until(() -> bus.status().isWorking());
      assertThat(node.control("list_connections", "client_properties").lines())
          .filteredOn(line -> line.contains(application))
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).contains("\"product\",\"pikabus\""))
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains(
                          "\"connection_name\",\"%s: pikabus-publishing\"".formatted(application),
                          "\"application\",\"%s\"".formatted(application),
                          "\"purpose\",\"publishing\"",
                          "\"version\",\"(not from its jar)\""))
          .anySatisfy(line -> assertThat(line).contains("\"purpose\",\"consuming\""));
    }
  }
}
