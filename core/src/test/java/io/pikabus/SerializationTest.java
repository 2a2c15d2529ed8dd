package io.pikabus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a remote call or a replicated session carries from one server to another. */
class SerializationTest {

  static Stream<SendOutcome> failures() {
    return Stream.of(
        new SendOutcome.Unroutable(312, "NO_ROUTE"),
        new SendOutcome.Refused("the queue is full"),
        new SendOutcome.Unknown(SendOutcome.Cause.TIMED_OUT, "no confirm after PT5S"),
        new SendOutcome.Unknown(SendOutcome.Cause.CONNECTION_LOST, "no connection", false));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_failed_send_tells_its_outcome_elsewhere_too(SendOutcome outcome) throws Exception {
    SendException failure = new SendException("command 7 to queue 'orders'", outcome);
    SendException elsewhere = carried(failure);
    assertThat(elsewhere.outcome()).isEqualTo(outcome);
    assertThat(elsewhere).hasMessage(failure.getMessage());

    SendException waited = carried(new SendException(failure));
    assertThat(waited.outcome()).isEqualTo(outcome);
    assertThat(waited.getCause()).isInstanceOf(SendException.class);
  }

  @Test
  void a_confirmed_message_is_confirmed_elsewhere_too() throws Exception {
    assertThat(carried(new SendOutcome.Confirmed())).isEqualTo(new SendOutcome.Confirmed());
  }

  static Stream<Destination> destinations() {
    return Stream.of(new Destination.Queue("orders"), new Destination.Topic("order.placed"));
  }

  @ParameterizedTest
  @MethodSource("destinations")
  void a_destination_is_the_same_elsewhere(Destination destination) throws Exception {
    assertThat(carried(destination)).isEqualTo(destination);
  }

  static Stream<PikaBusException> exceptions() {
    IOException cause = new IOException("why");
    return Stream.of(
        new BrokerException("away", cause),
        new ConfigurationException(List.of("host: empty", "port: 0")),
        new PayloadException("unreadable", cause),
        new RolledBackException("rolled back", cause),
        new UnavailableException("no database", cause));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void every_exception_tells_its_message_and_cause_elsewhere_too(PikaBusException failure)
      throws Exception {
    PikaBusException elsewhere = carried(failure);
    assertThat(elsewhere).hasSameClassAs(failure).hasMessage(failure.getMessage());
    assertThat(String.valueOf(elsewhere.getCause())).isEqualTo(String.valueOf(failure.getCause()));
    if (failure instanceof ConfigurationException faulty) {
      assertThat(((ConfigurationException) elsewhere).faults()).isEqualTo(faulty.faults());
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T carried(T value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(octets)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(octets.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
