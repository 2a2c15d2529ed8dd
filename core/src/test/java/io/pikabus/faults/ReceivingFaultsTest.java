package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.BrokerException;
import io.pikabus.PikaBusClient;
import io.pikabus.ReceivedMessage;
import io.pikabus.faults.FaultProxy.Cut;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that is lost around {@code receive}. */
@Tag("slow")
@Timeout(120)
class ReceivingFaultsTest extends ProxiedBroker {

  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void a_wait_goes_on_when_the_connection_comes_back() throws Exception {
    String queue = peer.queue("patient");
    try (PikaBusClient bus = connected()) {
      CompletableFuture<Optional<ReceivedMessage<String>>> waiting =
          CompletableFuture.supplyAsync(() -> bus.receive(queue, String.class, LONG));
      await().until(() -> peer.channel().consumerCount(queue) == 1);

      int accepted = proxy.accepted();

      proxy.cutAll(Cut.RESET);
      await().until(() -> proxy.accepted() >= accepted + 2);
      peer.put(queue, "at last");

      assertThat(waiting.get(60, TimeUnit.SECONDS).orElseThrow().payload()).isEqualTo("at last");
    }
  }

  @Test
  void a_broker_that_is_away_is_an_exception_after_the_connection_timeout() throws Exception {
    String queue = peer.queue("away");
    try (PikaBusClient bus = connected("connection-timeout", "PT1S")) {
      proxy.close();
      proxy.cutAll(Cut.RESET);
      await().until(() -> !bus.status().isWorking());

      for (Duration wait : new Duration[] {Duration.ZERO, LONG}) {
        assertThatThrownBy(() -> bus.receive(queue, String.class, wait))
            .isInstanceOf(BrokerException.class)
            .hasMessageContaining(queue)
            .hasMessageContaining("not connected");
      }
    }
  }

  @Test
  void a_message_whose_channel_is_lost_before_it_is_acknowledged_comes_again() throws Exception {
    String queue = peer.queue("lost");
    peer.put(queue, "order");
    try (PikaBusClient bus = connected()) {
      bus.inTransaction(
          () -> {
            assertThat(bus.receive(queue, String.class, LONG)).isPresent();
            proxy.cutAll(Cut.RESET);
            await().until(() -> peer.ready(queue) == 1);
          });

      assertThat(bus.receive(queue, String.class, LONG).orElseThrow().metadata().redelivered())
          .isTrue();
    }
  }

  @Test
  void closing_the_bus_gives_back_what_a_transaction_has_received() throws Exception {
    String queue = peer.queue("closed");
    peer.put(queue, "order");
    PikaBusClient bus = connected();
    bus.inTransaction(
        () -> {
          assertThat(bus.receive(queue, String.class, LONG)).isPresent();
          bus.close();
          await().until(() -> peer.ready(queue) == 1);
        });
    assertThat(peer.takeAll(queue)).hasSize(1);
  }
}
