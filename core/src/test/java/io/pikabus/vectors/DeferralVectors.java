package io.pikabus.vectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.config.IncomingSettings;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.delay.DelayRoute;
import io.pikabus.delay.DelayTopology;
import io.pikabus.log.Secrets;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.recovery.LinearRetries;
import io.pikabus.recovery.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Messages that are due later. */
final class DeferralVectors {

  static final Map<String, Consumer<Node>> CHECKS =
      Map.of(
          "deferral/arrival",
          DeferralVectors::arrival,
          "deferral/route",
          DeferralVectors::route,
          "deferral/destination",
          DeferralVectors::destination,
          "deferral/writeNote",
          DeferralVectors::writeNote,
          "deferral/readNote",
          DeferralVectors::readNote,
          "deferral/deliver",
          DeferralVectors::deliver);

  private static final byte[] BODY = "{}".getBytes(UTF_8);

  private DeferralVectors() {}

  private static void arrival(Node vector) {
    IncomingSettings settings = FailureVectors.settings(vector);
    Instant now = requireNonNull(vector.time("now"));
    Optional<Recovery.Early> early =
        new Recovery(settings, new LinearRetries(settings.retries()), Secrets.NONE)
            .early(Messages.properties(vector.child("message")), BODY, now);
    assertThat(early.map(Recovery.Early::due).orElse(null)).isEqualTo(vector.time("waitsUntil"));
    if (early.isPresent()) {
      Envelope copy = early.get().copy();
      assertThat(copy.address().routingKey()).isEqualTo(settings.queue());
      Messages.assertMessage(vector.child("copy"), copy.properties());
    }
  }

  private static void route(Node vector) {
    Duration remaining = requireNonNull(vector.duration("remaining"));
    String queue = vector.text("queue");
    if (vector.flag("refused", false)) {
      assertThatThrownBy(() -> DelayRoute.check(queue))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }
    DelayRoute.check(queue);
    DelayRoute route =
        switch (vector.text("way")) {
          case "held" -> DelayRoute.held(remaining, queue);
          case "alone" -> DelayRoute.alone(remaining, queue);
          default -> throw new AssertionError("No such way: " + vector);
        };
    assertThat(route.address().exchange()).isEqualTo(vector.text("exchange"));
    assertThat(route.address().routingKey()).isEqualTo(vector.text("routingKey"));
    assertThat(route.levels()).isEqualTo(vector.numbers("levels"));
  }

  private static void destination(Node vector) {
    TopologyVectors.assertBinding(
        vector.child("binding"), DelayTopology.destination(vector.text("queue")));
  }

  private static void writeNote(Node vector) {
    Node note = vector.child("note");
    DelayHeaders written =
        new DelayHeaders(
            requireNonNull(note.time("due")),
            note.text("queue"),
            note.text("directExchange"),
            note.text("errorQueue"),
            new HeaderNames(note.text("headerPrefix")));
    MessageProperties plain = Messages.properties(vector.child("message"));
    MessageProperties noted = written.on(plain);
    Messages.assertMessage(vector.child("noted"), noted);
    assertThat(DelayHeaders.takenOff(noted)).isEqualTo(plain);
  }

  private static void readNote(Node vector) {
    Optional<DelayHeaders> read = DelayHeaders.read(Messages.properties(vector.child("message")));
    assertThat(read.isPresent()).isEqualTo(vector.has("note"));
    if (read.isPresent()) {
      Node note = vector.child("note");
      assertThat(read.get())
          .isEqualTo(
              new DelayHeaders(
                  requireNonNull(note.time("due")),
                  note.text("queue"),
                  note.text("directExchange"),
                  note.text("errorQueue"),
                  new HeaderNames(note.text("headerPrefix"))));
    }
  }

  private static void deliver(Node vector) {
    DelayHeaders note =
        DelayHeaders.read(Messages.properties(vector.child("message"))).orElseThrow();
    assertThat(note.fault(requireNonNull(vector.time("now"))).isEmpty())
        .isEqualTo(vector.flag("delivered", false));
  }
}
