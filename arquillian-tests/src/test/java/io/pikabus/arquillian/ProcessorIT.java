package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pikabus.arquillian.Service.Generation;
import io.pikabus.arquillian.apps.processing.Processing;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ArquillianTest
class ProcessorIT {

  private static final Application APPLICATION = new Application("processing");

  @Deployment(testable = false)
  static WebArchive application() {
    SHARED.delete("tasks", "processing-errors");
    Configuration configuration =
        Configuration.ofSharedBroker()
            .incoming("tasks", "prefetch=1", "error-queue=processing-errors")
            .outgoing("results", "queue=results", "message-type=tests.Result");
    return Archives.war(APPLICATION.name(), configuration, Processing.class);
  }

  @BeforeEach
  void receiver() {
    SHARED.listen("results");
  }

  @Test
  void theResultOfAProcessorIsSentAndContinuesTheConversation() {
    SHARED.send(
        "tasks",
        task("first").getBytes(UTF_8),
        Generation.TWO,
        Map.of("PikaBus.CorrelationId", "conversation"));

    Received result = SHARED.take("results");
    assertThat(result.body()).isEqualTo("{\"answer\":\"done\",\"task\":\"first\"}");
    assertThat(result.bus("CorrelationId")).isEqualTo("conversation");
    assertThat(result.bus("ReplyToAddress")).isEqualTo("tasks");
    assertThat(result.bus("MessageType")).isEqualTo("tests.Result");
    assertThat(result.bus("Intent")).isEqualTo("command");
  }

  /**
   * A broker that is short of memory takes no results and confirms none, but goes on to deliver.
   * With a prefetch of 1 it delivers the second task when the first is acknowledged.
   */
  @Test
  void aMessageIsAcknowledgedWhenTheResultIsConfirmedAndNotBefore() {
    assumeTrue(
        Service.SHARED_BROKER instanceof PrivateNode,
        () -> "needs a broker that may be disturbed, not the " + Service.SHARED_BROKER.describe());
    PrivateNode node = (PrivateNode) Service.SHARED_BROKER;
    SHARED.send("tasks", task("held first"));
    SHARED.send("tasks", task("held second"));
    APPLICATION.awaitAtGate("tasks", 1);

    node.control("set_vm_memory_high_watermark", "0.00001");
    try {
      APPLICATION.open("tasks");
      APPLICATION.awaitAtGate("tasks", 0);
      await("nothing is acknowledged yet")
          .during(Duration.ofSeconds(1))
          .until(() -> SHARED.ready("tasks") == 1 && SHARED.ready("results") == 0);
    } finally {
      node.control("set_vm_memory_high_watermark", "0.4");
    }

    assertThat(SHARED.take("results").body()).contains("held first");
    assertThat(SHARED.take("results").body()).contains("held second");
    assertThat(SHARED.ready("tasks")).isZero();
  }

  @Test
  void aMessageWhoseResultCannotBeSentGoesToTheErrorQueueAndTheNextIsProcessed() {
    SHARED.delete("results");
    String id = SHARED.send("tasks", task("lost"));

    Received failed = SHARED.take("processing-errors");
    assertThat(failed.bus("MessageId")).isEqualTo(id);
    assertThat(failed.body()).isEqualTo(task("lost"));
    assertThat(failed.text("ErrorDetails"))
        .contains("SendException", "'results'", "no queue receives it");

    SHARED.listen("results");
    SHARED.send("tasks", task("next"));
    assertThat(SHARED.take("results").body()).contains("next");
  }

  private static String task(String name) {
    return "{\"name\":\"%s\"}".formatted(name);
  }
}
