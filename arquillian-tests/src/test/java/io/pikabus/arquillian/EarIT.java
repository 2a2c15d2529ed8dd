package io.pikabus.arquillian;

import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.pikabus.arquillian.apps.enterprise.Seats;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connector and configuration in the EAR's lib, handlers, emitters and tables in its WAR. */
@ArquillianTest
class EarIT {

  private static final Application APPLICATION = new Application("enterprise");

  @Deployment(testable = false)
  static EnterpriseArchive application() {
    SHARED.delete("seats", "lanes", "enterprise-errors");
    Configuration configuration =
        Configuration.ofSharedBroker()
            .outgoing("seat-commands", "queue=seats", "message-type=tests.BookSeat")
            .incoming("seats", "error-queue=enterprise-errors")
            .incoming("lanes", "concurrency=3", "prefetch=1");
    EnterpriseArchive ear = Archives.ear(APPLICATION.name(), configuration, Seats.class);
    ear.getAsType(WebArchive.class, APPLICATION.name() + ".war")
        .addAsResource(Archives.persistence(), "META-INF/persistence.xml");
    return ear;
  }

  @BeforeEach
  void subscriber() {
    SHARED.listen("seat-events", "seat.*");
  }

  @Test
  void aCommandThroughAnEmitterIsHandledAndItsEventFollows() {
    APPLICATION.post("seats/a");

    assertThat(List.of(SHARED.take("seat-events"), SHARED.take("seat-events")))
        .extracting(Received::routingKey, Received::body)
        .containsExactlyInAnyOrder(tuple("seat.ordered", "a"), tuple("seat.booked", "a"));
    assertThat(APPLICATION.get("seats/a")).isEqualTo("true");
  }

  @Test
  void aRollbackSendsNeitherCommandNorEvent() {
    APPLICATION.post("seats/cancelled");
    APPLICATION.post("seats/next");

    assertThat(List.of(SHARED.take("seat-events").body(), SHARED.take("seat-events").body()))
        .containsExactly("next", "next");
    assertThat(APPLICATION.get("seats/cancelled")).isEqualTo("false");
  }

  @Test
  void aHandlerThatThrowsStoresNothingAndSendsNothing() {
    SHARED.send("seats", "{\"id\":\"bad\"}");

    assertThat(SHARED.take("enterprise-errors").text("ErrorDetails"))
        .startsWith("java.lang.IllegalArgumentException: bad");
    assertThat(APPLICATION.get("seats/bad")).isEqualTo("false");
    assertThat(SHARED.ready("seat-events")).isZero();
  }

  @Test
  void aChannelWithConcurrencyHandlesSoManyMessagesOfItsQueueAtOnce() {
    Stream.of("1", "2", "3", "4").forEach(text -> SHARED.send("lanes", text));

    APPLICATION.awaitAtGate("lanes", 3);
    assertThat(SHARED.consumers("lanes")).isEqualTo(3);
    assertThat(SHARED.ready("lanes")).as("only three are in hand").isEqualTo(1);
    assertThat(Stream.of("lanes$1", "lanes$2", "lanes$3")).noneMatch(SHARED::exists);

    APPLICATION.open("lanes");
    assertThat(Stream.generate(() -> SHARED.take("seat-events")).limit(4))
        .extracting(Received::routingKey)
        .containsOnly("seat.lanes");
  }
}
