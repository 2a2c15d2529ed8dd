package io.pikabus.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pikabus.Destination;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.ReceivedMessage;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.TransactionException;
import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions of the bus's own, in Java SE. */
@Tag("broker")
@Tag("slow")
@Timeout(120)
class InTransactionTest {

  private OtherService other;
  private PikaBusClient bus;
  private String queue;
  private String out;

  @BeforeEach
  void connect() throws Exception {
    other = new OtherService(Broker.shared().uri());
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("error-queue", OtherService.unique("error"));
    bus = PikaBus.connect(settings);
    queue = other.queue("in", Map.of("x-queue-type", "quorum"));
    out = other.queue("out", Map.of("x-queue-type", "quorum"));
  }

  @AfterEach
  void disconnect() throws Exception {
    bus.close();
    other.close();
  }

  private void put(String text) throws Exception {
    other.put(queue, null, text.getBytes(UTF_8));
    await().until(() -> other.ready(queue) > 0);
  }

  private String receive() {
    return bus.receive(queue, String.class).map(ReceivedMessage::payload).orElseThrow();
  }

  @Test
  void what_is_sent_leaves_at_the_end_and_what_was_received_is_gone() throws Exception {
    put("order");

    bus.inTransaction(
        () -> {
          bus.send(out, receive());
          bus.send(out, "more");
          assertThat(other.ready(out)).isZero();
        });

    assertThat(other.take(out).getBody()).asString().isEqualTo("order");
    assertThat(other.take(out).getBody()).asString().isEqualTo("more");
    bus.close();
    await().during(Duration.ofMillis(300)).until(() -> other.ready(queue) == 0);
  }

  @Test
  void an_exception_goes_through_and_nothing_leaves_and_what_was_received_is_back()
      throws Exception {
    put("order");
    IOException broken = new IOException("no stock");

    assertThatThrownBy(
            () ->
                bus.inTransaction(
                    () -> {
                      bus.send(out, receive());
                      throw broken;
                    }))
        .isSameAs(broken);

    await().until(() -> other.ready(queue) == 1);
    assertThat(other.ready(out)).isZero();
    assertThat(bus.receive(queue, String.class).orElseThrow().metadata().redelivered()).isTrue();
  }

  @Test
  void several_messages_go_back_in_their_order() throws Exception {
    for (String text : new String[] {"a", "b", "c"}) {
      put(text);
    }
    await().until(() -> other.ready(queue) == 3);

    assertThatThrownBy(
            () ->
                bus.inTransaction(
                    () -> {
                      assertThat(receive() + receive() + receive()).isEqualTo("abc");
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");

    await().until(() -> other.ready(queue) == 3);
    assertThat(receive() + receive() + receive()).isEqualTo("abc");
  }

  /** A quorum queue gives up what comes back too often: such a queue is RabbitMQ 4's default. */
  @Test
  void no_number_of_rollbacks_loses_a_message() throws Exception {
    queue = other.queue("limited", Map.of("x-queue-type", "quorum", "x-delivery-limit", 5));
    put("order");

    for (int i = 0; i < 12; i++) {
      assertThatThrownBy(
              () ->
                  bus.inTransaction(
                      () -> {
                        assertThat(bus.receive(queue, String.class, Duration.ofSeconds(30)))
                            .isPresent();
                        throw new IllegalStateException("no");
                      }))
          .hasMessage("no");
    }

    assertThat(bus.receive(queue, String.class, Duration.ofSeconds(30)).orElseThrow().payload())
        .isEqualTo("order");
  }

  @Test
  void the_exception_says_of_each_message_what_became_of_it() throws Exception {
    put("order");
    String missing = OtherService.unique("missing");

    TransactionException failure =
        catchThrowableOfType(
            TransactionException.class,
            () ->
                bus.inTransaction(
                    () -> {
                      bus.send(out, receive());
                      bus.send(missing, "lost");
                      bus.publish(missing, "nobody listens");
                    }));

    assertThat(failure.messages())
        .extracting(TransactionException.Message::destination)
        .containsExactly(
            new Destination.Queue(out),
            new Destination.Queue(missing),
            new Destination.Topic(missing));
    assertThat(failure.messages())
        .extracting(TransactionException.Message::isConfirmed)
        .containsExactly(true, false, false);
    assertThat(failure.messages())
        .extracting(TransactionException.Message::messageId)
        .doesNotContainNull()
        .doesNotHaveDuplicates();
    assertThat(failure.messages().get(1).outcome()).isInstanceOf(SendOutcome.Unroutable.class);
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            SendException.class,
            first -> assertThat(first.outcome()).isEqualTo(failure.messages().get(1).outcome()));
    assertThat(failure).hasMessageContaining("1 of the 3 messages").hasMessageContaining(missing);
    await().until(() -> other.ready(queue) == 1);
  }

  @Test
  void the_exception_survives_serialization() throws Exception {
    TransactionException failure =
        catchThrowableOfType(
            TransactionException.class,
            () -> bus.inTransaction(() -> bus.send(OtherService.unique("missing"), "lost")));
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(octets)) {
      stream.writeObject(failure);
    }

    try (ObjectInputStream stream =
        new ObjectInputStream(new ByteArrayInputStream(octets.toByteArray()))) {
      TransactionException read = (TransactionException) stream.readObject();
      assertThat(read.messages()).isEqualTo(failure.messages());
      assertThat(read).hasMessage(failure.getMessage());
    }
  }

  @Test
  void a_transaction_inside_another_is_part_of_it() throws Exception {
    assertThatThrownBy(
            () ->
                bus.inTransaction(
                    () -> {
                      bus.inTransaction(() -> bus.send(out, "inner"));
                      assertThat(other.ready(out)).isZero();
                      throw new IllegalStateException("outer");
                    }))
        .hasMessage("outer");

    assertThat(other.ready(out)).isZero();
  }

  @Test
  void inside_a_handler_it_is_part_of_the_handlers() throws Exception {
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    bus.close();
    Map<String, String> settings = OtherService.sharedBroker();
    settings.put("error-queue", OtherService.unique("error"));
    settings.put("max-retries", "0");
    bus = PikaBus.connect(settings);
    bus.consume(
        queue,
        String.class,
        text -> {
          bus.inTransaction(() -> bus.send(out, text));
          handled.add(text);
          if (text.equals("fails")) {
            throw new IllegalStateException(text);
          }
        });

    bus.send(queue, "fails");
    bus.send(queue, "works");

    assertThat(other.take(out).getBody()).asString().isEqualTo("works");
    assertThat(handled).containsExactly("fails", "works");
    assertThat(other.ready(out)).isZero();
  }

  @Test
  void after_it_a_thread_sends_at_once_again() throws Exception {
    bus.inTransaction(() -> bus.send(out, "in"));
    bus.send(out, "after");

    assertThat(other.ready(out)).isEqualTo(2);
  }

  @Test
  void threads_have_transactions_of_their_own() throws Exception {
    CompletableFuture<?>[] threads =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int j = 0; j < 10; j++) {
                            boolean fails = (i + j) % 2 == 0;
                            try {
                              bus.inTransaction(
                                  () -> {
                                    bus.send(out, fails ? "no" : "yes");
                                    bus.send(out, fails ? "no" : "yes");
                                    if (fails) {
                                      throw new IllegalStateException();
                                    }
                                  });
                            } catch (IllegalStateException expected) {
                              assertThat(fails).isTrue();
                            }
                          }
                        },
                        command -> new Thread(command).start()))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(threads).get(60, TimeUnit.SECONDS);

    assertThat(other.ready(out)).isEqualTo(80);
    for (int i = 0; i < 80; i++) {
      assertThat(other.channel().basicGet(out, true).getBody()).asString().isEqualTo("yes");
    }
  }
}
