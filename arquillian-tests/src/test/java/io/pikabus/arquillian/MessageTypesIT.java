package io.pikabus.arquillian;

import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.competing.Competing;
import io.pikabus.arquillian.apps.typed.Typed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Channels that share a queue by the types of its messages, and channels that cannot. */
@ArquillianTest
class MessageTypesIT {

  private static final Application APPLICATION = new Application("typed");

  private static final String QUEUE = "typed-orders";
  private static final String LANES = "typed-lanes";
  private static final String ERRORS = "typed-errors";

  @ArquillianResource Deployer deployer;

  @Deployment(name = "typed", testable = false)
  static WebArchive typed() {
    SHARED.delete(QUEUE, LANES);
    SHARED.listen(ERRORS);
    SHARED.listen("typed-copies");
    SHARED.listen("typed-events", "typed.placed");
    return Archives.war(
        APPLICATION.name(),
        Configuration.ofSharedBroker()
            .connector("error-queue", ERRORS)
            .connector("message-type-from", "simple-class")
            .incoming("place", "queue=" + QUEUE, "message-types=shop.PlaceOrder")
            .incoming("shop", "queue=" + QUEUE, "message-types=shop.*, bank.Refund")
            .incoming("others", "queue=" + QUEUE)
            .incoming("left", "queue=" + LANES, "message-types=left", "concurrency=2")
            .incoming("right", "queue=" + LANES, "message-types=right", "concurrency=2")
            .outgoing("placed", "topic=typed.placed"),
        Typed.class);
  }

  @Deployment(name = "competing", managed = false, testable = false)
  static WebArchive competing() {
    return Archives.war(
        "competing",
        Configuration.ofSharedBroker()
            .incoming("first", "queue=competed")
            .incoming("second", "queue=competed", "prefetch=5")
            .incoming("third", "message-types=shop.*.Order"),
        Competing.class);
  }

  private static void send(String queue, String type, String body) {
    Map<String, Object> headers = type.isEmpty() ? Map.of() : Map.of("PikaBus.MessageType", type);
    SHARED.send(queue, body.getBytes(StandardCharsets.UTF_8), Service.Generation.TWO, headers);
  }

  @Test
  void eachMessageGoesToTheMethodOfItsTypeInOrder() {
    send(QUEUE, "shop.CancelOrder", "1");
    send(QUEUE, "shop.PlaceOrder", "{\"id\": \"2\"}");
    send(QUEUE, "", "3");
    send(QUEUE, "bank.Refund", "4");
    send(QUEUE, "bank.Transfer", "5");

    assertThat(APPLICATION.awaitRecords("handled", 5))
        .containsExactly("shop 1", "place 2", "others 3", "shop 4", "others 5");
    assertThat(SHARED.consumers(QUEUE)).isEqualTo(1);
    assertThat(SHARED.take("typed-events").bus("MessageType")).isEqualTo("shop.OrderPlaced");
    assertThat(SHARED.take("typed-copies").bus("MessageType")).isEqualTo("PlaceOrder");
    // Not the server's own answer, where an application that was refused counts as not started.
    Health ready = Health.of("ready");
    assertThat(ready.status()).isEqualTo("UP");
    assertThat(ready.data())
        .containsEntry("place.queue", QUEUE)
        .containsEntry("others.queue", QUEUE);
  }

  @Test
  void lanesOfTwoChannelsShareTheirQueueLaneByLane() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String type = i % 2 == 0 ? "left" : "right";
      send(LANES, type, String.valueOf(i));
      expected.add(type + " " + i);
    }
    send(LANES, "middle", "nobody's");

    assertThat(APPLICATION.awaitRecords("lanes", 40)).containsExactlyInAnyOrderElementsOf(expected);
    // A lane whose prefetch grows consumes anew, and the broker still counts its last consumer.
    Patience.await("a consumer for each lane").until(() -> SHARED.consumers(LANES) == 2);
    Received untaken = SHARED.take(ERRORS);
    assertThat(untaken.body()).isEqualTo("nobody's");
    assertThat(untaken.text("ErrorDetails"))
        .contains("queue '" + LANES + "'", "'middle'", "[left, right]");
  }

  @Test
  void aDeploymentWhoseChannelsWouldCompeteIsRefused() {
    assertThat(Refusal.of(deployer, "competing"))
        .contains(
            "third.message-types = 'shop.*.Order' cannot be used. Write message types",
            "Channels 'first' and 'second' consume queue 'competed'",
            "mp.messaging.incoming.first.message-types, mp.messaging.incoming.second.message-types",
            "Channels 'first' and 'second' share queue 'competed'",
            "mp.messaging.incoming.second.prefetch = '5'");
  }
}
