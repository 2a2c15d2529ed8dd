package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.IncomingMetadata;
import io.pikabus.JournalStatus;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.ReceivedMessage;
import io.pikabus.SendException;
import io.pikabus.SendOptions;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.Broker;
import jakarta.transaction.RollbackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application with {@code transaction = xa} sends through an adapter whose classes it does not
 * know: with the commit, in order, and not at all without.
 */
class HandOverTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path journal;

  private final SmallContainer container = new SmallContainer();
  private final String queue = Outage.unique("handed-over");
  private final String errors = Outage.unique("error");
  private AdapterOfAnotherLoader adapter;
  private Object there;
  private Application application;
  private PikaBus bus;

  @BeforeEach
  void start() throws Exception {
    Broker broker = Broker.shared();
    adapter = AdapterOfAnotherLoader.start(container, broker.uri(), journal);
    there = adapter.connectionFactory();
    Map<String, String> settings = Outage.settings(broker, broker.uri().getPort());
    settings.put("error-queue", errors);
    application = new Application(container, settings, () -> there);
    bus = application.bus();
    bus.declareQueue(queue);
  }

  @AfterEach
  void stop() throws Exception {
    application.close();
    adapter.close();
    container.close();
  }

  private List<IncomingMetadata> received(int most) {
    List<IncomingMetadata> all = new ArrayList<>();
    Optional<ReceivedMessage<String>> next = bus.receive(queue, String.class, PATIENCE);
    while (next.isPresent()) {
      all.add(next.get().metadata());
      next =
          all.size() < most
              ? bus.receive(queue, String.class, PATIENCE)
              : bus.receive(queue, String.class);
    }
    return all;
  }

  private List<String> bodies(int most) {
    return received(most).stream()
        .map(each -> new String(each.body(), java.nio.charset.StandardCharsets.UTF_8))
        .toList();
  }

  private void nothingCame() {
    await("nothing undelivered").atMost(PATIENCE).until(() -> undelivered() == 0);
    assertThat(bus.messageCount(queue)).isZero();
  }

  private long undelivered() {
    return bus.status().journal().map(JournalStatus::undelivered).orElseThrow();
  }

  @Test
  void the_adapter_has_classes_of_its_own() {
    assertThat(there).isNotInstanceOf(PikaBusConnectionFactory.class).isInstanceOf(Consumer.class);
    assertThat(java.util.Arrays.stream(there.getClass().getInterfaces()).map(Class::getName))
        .contains(PikaBusConnectionFactory.class.getName());
  }

  @Test
  void what_is_sent_leaves_with_the_commit_and_in_its_order() throws Exception {
    container.inTransaction(
        () -> {
          for (int i = 1; i <= 5; i++) {
            bus.send(queue, "no. " + i, SendOptions.none().withHeader("Number", i));
          }
          assertThat(bus.messageCount(queue)).isZero();
        });
    List<IncomingMetadata> came = received(5);
    assertThat(came)
        .extracting(each -> each.headers().get("Number"))
        .containsExactly(1, 2, 3, 4, 5);
    assertThat(came).extracting(IncomingMetadata::messageId).doesNotHaveDuplicates();
    assertThat(came).noneMatch(each -> each.headers().containsKey("PossibleDuplicate"));
  }

  @Test
  void nothing_leaves_with_a_rollback() {
    assertThatThrownBy(
            () ->
                container.inTransaction(
                    () -> {
                      bus.send(queue, "never");
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    nothingCame();
  }

  @Test
  void it_is_one_with_a_second_resource() throws Exception {
    Recorder second = new Recorder();
    container.inTransaction(
        () -> {
          container.enlist(second);
          bus.send(queue, "both");
        });
    assertThat(second.calls).containsExactly("prepare", "commit");
    assertThat(bodies(1)).containsExactly("both");
    assertThatThrownBy(
            () ->
                container.inTransaction(
                    () -> {
                      container.enlist(new Recorder().refusing());
                      bus.send(queue, "never");
                    }))
        .isInstanceOf(RollbackException.class);
    nothingCame();
  }

  @Test
  void a_transaction_that_sends_nothing_needs_no_second_phase() throws Exception {
    Recorder alone = new Recorder();
    container.inTransaction(
        () -> {
          container.enlist(alone);
          bus.incoming();
        });
    assertThat(alone.calls).containsExactly("commit in one phase");
  }

  @Test
  void outside_a_transaction_a_message_is_confirmed_before_send_returns() {
    bus.send(queue, "now");
    assertThat(bus.messageCount(queue)).isOne();
    assertThatThrownBy(() -> bus.send(Outage.unique("missing"), "lost"))
        .isInstanceOf(SendException.class);
    assertThat(bodies(1)).containsExactly("now");
  }

  @Test
  void what_a_handler_sends_is_safe_when_its_transaction_has_committed() throws Exception {
    var out =
        application.engine().transactions().around(batch -> bus.send(queue, "from a handler"));
    assertThat(out).isCompleted();
    assertThat(bodies(1)).containsExactly("from a handler");
    assertThatThrownBy(
            () ->
                application
                    .engine()
                    .transactions()
                    .around(
                        batch -> {
                          bus.send(queue, "never");
                          throw new IllegalStateException("a handler fails");
                        }))
        .hasMessage("a handler fails");
    nothingCame();
  }

  @Test
  void a_transaction_cannot_commit_without_the_adapter_and_the_next_can_with_a_new_one()
      throws Exception {
    adapter.close();
    assertThatThrownBy(() -> container.inTransaction(() -> bus.send(queue, "never")))
        .isInstanceOf(RollbackException.class);
    assertThat(bus.status().journal().orElseThrow().isKnown()).isFalse();
    assertThat(bus.status().journal().orElseThrow().reason()).contains("does not answer");
    adapter = AdapterOfAnotherLoader.start(container, Broker.shared().uri(), journal);
    there = adapter.connectionFactory();
    container.inTransaction(() -> bus.send(queue, "again"));
    assertThat(bodies(1)).containsExactly("again");
    nothingCame();
  }

  @Test
  void the_bounds_of_a_transaction_hold_at_send() throws Exception {
    container.transactions().begin();
    for (int i = 0; i < 10_000; i++) {
      bus.send(queue, "x");
    }
    assertThatThrownBy(() -> bus.send(queue, "one too many"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("may hold 10000");
    container.transactions().rollback();
    nothingCame();
  }

  @Test
  void a_message_without_a_queue_is_in_the_error_queue_after_the_commit() throws Exception {
    String missing = Outage.unique("missing");
    container.inTransaction(() -> bus.send(missing, "nobody's"));
    nothingCame();
    assertThat(bus.receive(errors, String.class, PATIENCE).map(ReceivedMessage::payload))
        .contains("nobody's");
  }

  @Test
  void an_ordering_key_is_refused_since_a_journal_lets_others_pass() throws Exception {
    container.inTransaction(
        () ->
            assertThatThrownBy(() -> bus.send(queue, "x", SendOptions.none().withOrderingKey("42")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("needs the outbox", "transaction = xa"));
    nothingCame();
  }
}
