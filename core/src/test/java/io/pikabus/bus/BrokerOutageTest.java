package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.GetResponse;
import io.pikabus.BrokerException;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.SendOutcome;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What senders and consumers see when the broker's process fails. */
@Tag("slow")
class BrokerOutageTest {

  PrivateNode node;

  @BeforeEach
  void create() {
    node = PrivateNode.create(Path.of("target", "rabbitmq"));
  }

  @AfterEach
  void close() {
    node.close();
  }

  private PikaBusClient connect(String... more) {
    Map<String, String> settings = OtherService.settings(node.uri(), more);
    return PikaBus.connect(settings);
  }

  @Test
  void a_bus_that_was_made_before_its_broker_sends_and_consumes_when_the_broker_comes()
      throws Exception {
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    try (PikaBusClient bus = connect("queue-type", "classic")) {
      bus.consume("early", String.class, handled::add);
      node.start();
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> bus.messageCount("early") == 0);

      bus.send("early", "hello");

      assertThat(handled.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
    }
  }

  @Test
  void without_a_broker_a_send_fails_when_its_time_is_over_and_says_so() {
    try (PikaBusClient bus = connect("confirm-timeout", "PT0.5S", "connection-timeout", "PT0.5S")) {
      SendException failure = catchThrowableOfType(SendException.class, () -> bus.send("any", "x"));
      BrokerException count =
          catchThrowableOfType(BrokerException.class, () -> bus.messageCount("any"));

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Unknown.class);
      assertThat(((SendOutcome.Unknown) failure.outcome()).cause())
          .isEqualTo(SendOutcome.Cause.CONNECTION_LOST);
      assertThat(failure).hasMessageContaining("was not sent");
      assertThat(count).hasMessageContaining("not connected").hasMessageContaining("127.0.0.1");
      assertThat(failure.getMessage() + count.getMessage())
          .doesNotContain(OtherService.settings(node.uri()).get("password"));
    }
  }

  @Test
  void a_message_written_before_the_broker_dies_is_sent_again_and_marked() throws Exception {
    node.start();
    try (PikaBusClient bus = connect();
        OtherService other = new OtherService(node.uri())) {
      String queue = other.queue("survivor");
      node.syncDeclarations();
      bus.send(queue, "first");
      node.pause();
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> bus.send(queue, "in doubt"));
      await().pollDelay(Duration.ofMillis(300)).until(() -> !sending.isDone());

      node.kill();
      node.start();
      sending.get(30, TimeUnit.SECONDS);

      try (OtherService after = new OtherService(node.uri())) {
        assertThat(new String(after.take(queue).getBody(), StandardCharsets.UTF_8))
            .isEqualTo("first");
        GetResponse doubtful = after.take(queue);
        assertThat(new String(doubtful.getBody(), StandardCharsets.UTF_8)).isEqualTo("in doubt");
        assertThat(doubtful.getProps().getHeaders())
            .containsEntry("PikaBus.PossibleDuplicate", true);
      }
    }
  }

  @Test
  void a_broker_that_hangs_makes_a_send_time_out() throws Exception {
    node.start();
    try (PikaBusClient bus = connect("confirm-timeout", "PT1S");
        OtherService other = new OtherService(node.uri())) {
      String queue = other.queue("hanging");
      await().until(() -> bus.status().isWorking());
      bus.send(queue, "first");
      node.pause();

      SendException failure =
          catchThrowableOfType(SendException.class, () -> bus.send(queue, "second"));
      node.resume();

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Unknown.class);
      assertThat(((SendOutcome.Unknown) failure.outcome()).cause())
          .isEqualTo(SendOutcome.Cause.TIMED_OUT);
    }
  }

  @Test
  void a_consumer_goes_on_after_a_restart_and_an_unsettled_message_comes_again() throws Exception {
    node.start();
    BlockingQueue<String> started = new LinkedBlockingQueue<>();
    BlockingQueue<String> gate = new LinkedBlockingQueue<>();
    try (PikaBusClient bus = connect("queue-type", "classic")) {
      bus.consume(
          "work",
          String.class,
          text -> {
            started.add(text + bus.incoming().orElseThrow().redelivered());
            gate.take();
          });
      await().ignoreExceptions().until(() -> bus.messageCount("work") == 0);
      node.syncDeclarations();
      bus.send("work", "job-");
      assertThat(started.poll(10, TimeUnit.SECONDS)).isEqualTo("job-false");

      node.kill();
      node.start();
      gate.add("the first attempt ends, its acknowledgement is lost");
      gate.add("the second");

      assertThat(started.poll(30, TimeUnit.SECONDS)).isEqualTo("job-true");
      await().ignoreExceptions().until(() -> bus.messageCount("work") == 0);
    }
  }

  @Test
  void a_broker_under_a_memory_alarm_holds_senders_up_and_lets_them_go_on() throws Exception {
    node.start();
    try (PikaBusClient bus = connect("confirm-timeout", "PT20S");
        OtherService other = new OtherService(node.uri())) {
      String queue = other.queue("alarmed");
      bus.send(queue, "before");
      node.control("set_vm_memory_high_watermark", "0.00001");
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> bus.send(queue, "during"));
      await().pollDelay(Duration.ofSeconds(1)).until(() -> !sending.isDone());

      node.control("set_vm_memory_high_watermark", "0.4");

      sending.get(20, TimeUnit.SECONDS);
      assertThat(bus.messageCount(queue)).isEqualTo(2);
    }
  }

  @Test
  void a_sender_stuck_in_the_socket_of_a_broker_under_alarm_fails_in_time_too() throws Exception {
    node.start();
    try (PikaBusClient bus = connect("confirm-timeout", "PT3S");
        OtherService other = new OtherService(node.uri())) {
      String queue = other.queue("stuck");
      bus.send(queue, "before");
      node.control("set_vm_memory_high_watermark", "0.00001");

      SendException failure =
          catchThrowableOfType(
              SendException.class, () -> bus.send(queue, new byte[50 * 1024 * 1024]));
      node.control("set_vm_memory_high_watermark", "0.4");
      bus.send(queue, "after");

      assertThat(failure.outcome()).isInstanceOf(SendOutcome.Unknown.class);
    }
  }

  @Test
  void wrong_credentials_are_said_clearly() throws Exception {
    node.start();
    try (PikaBusClient bus = connect("password", "wrong", "connection-timeout", "PT5S")) {
      BrokerException failure =
          catchThrowableOfType(BrokerException.class, () -> bus.messageCount("any"));

      assertThat(failure).hasMessageContaining("ACCESS_REFUSED").hasMessageNotContaining("wrong");
    }
  }
}
