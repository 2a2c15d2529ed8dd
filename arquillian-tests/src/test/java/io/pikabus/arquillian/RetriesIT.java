package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.Service.Generation;
import io.pikabus.arquillian.apps.retries.Hopeless;
import io.pikabus.arquillian.apps.retries.Retries;
import io.pikabus.arquillian.apps.stubborn.Stubborn;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done again, and what is done later. Times are exact: {@code time-format=iso}. */
@ArquillianTest
class RetriesIT {

  private static final Application APPLICATION = new Application("retries");
  private static final Application STUBBORN = new Application("stubborn");

  private static final String ERRORS = "retries-errors";

  /** How long after it is due a message may come, on a machine that does much else. */
  private static final Duration LATE = Duration.ofSeconds(5);

  @Deployment(name = "retries", testable = false)
  static WebArchive retries() {
    SHARED.delete("patient", "choosy");
    Configuration configuration =
        Configuration.ofSharedBroker()
            .connector("error-queue", ERRORS)
            .connector("time-format", "iso")
            .connector("retry-delay", "PT0.1S")
            .incoming("patient", "max-retries=3")
            .incoming("choosy", "max-retries=1", "no-retry-on=" + Hopeless.class.getName())
            .outgoing("attempts", "topic=attempted");
    return Archives.war(APPLICATION.name(), configuration, Retries.class)
        .addAsResource(Archives.persistence(), "META-INF/persistence.xml");
  }

  /** Whose settings would give up at once. */
  @Deployment(name = "stubborn", testable = false)
  static WebArchive stubborn() {
    SHARED.delete("stubborn");
    Configuration configuration =
        Configuration.ofSharedBroker()
            .connector("error-queue", ERRORS)
            .incoming("stubborn", "no-retry-on=" + IllegalStateException.class.getName());
    return Archives.war(STUBBORN.name(), configuration, Stubborn.class);
  }

  @BeforeEach
  void queues() {
    SHARED.delete(ERRORS);
    SHARED.listen("attempted", "attempted");
    SHARED.listen(Service.ADDRESS);
    SHARED.listen("later");
  }

  @Test
  void aHandlerThatFailsAtFirstStoresOneRowAndSendsOnlyWhatItSentInTheAttemptThatSucceeds() {
    send("patient", "twice", 2);

    assertThat(Stream.generate(() -> SHARED.take("attempted").body()).limit(3))
        .as("command, event and deferred command")
        .containsOnly("twice 3");
    assertThat(SHARED.take(Service.ADDRESS).body()).as("reply").isEqualTo("twice 3");
    assertThat(APPLICATION.records("twice")).hasSize(3);
    assertThat(APPLICATION.get("retries/twice")).isEqualTo("1");
    assertThat(SHARED.ready("attempted") + SHARED.ready(Service.ADDRESS)).isZero();
    assertThat(SHARED.exists(ERRORS)).isFalse();
  }

  @Test
  void aHandlerThatNeverSucceedsStoresNothingAndSendsNothing() {
    send("patient", "never", 100);

    Received failed = SHARED.take(ERRORS);
    assertThat(failed.bus("ErrorRetries")).isEqualTo(4);
    assertThat(APPLICATION.records("never")).hasSize(4);
    assertThat(APPLICATION.get("retries/never")).isEqualTo("0");

    send("patient", "next", 0);
    assertThat(Stream.generate(() -> SHARED.take("attempted").body()).limit(3))
        .containsOnly("next 1");
  }

  @Test
  void everyRetryCarriesItsFailureAndItsTimeAndIsHandledThen() {
    SHARED.listenIn("patient-spy", "patient");
    String id = send("patient", "spied", 3);

    List<Instant> handled =
        APPLICATION.awaitRecords("spied", 4).stream().map(Instant::parse).toList();
    List<Received> copies = Stream.generate(() -> SHARED.take("patient-spy")).limit(4).toList();
    Map<String, Object> expected = new TreeMap<>(copies.get(0).headers());
    assertThat(expected).containsEntry("PikaBus.MessageId", id).hasSize(8);
    for (int failures = 1; failures <= 3; failures++) {
      Received copy = copies.get(failures);
      assertThat(copy.text("ErrorDetails"))
          .startsWith("java.lang.IllegalStateException: failure %d of spied".formatted(failures));
      Instant due = OffsetDateTime.parse(copy.text("DeferredTime")).toInstant();
      assertThat(due)
          .as("%d times 0.1 s × 2 after the failure", failures)
          .isAfter(handled.get(failures - 1).plusMillis(failures * 200L))
          .isBefore(handled.get(failures - 1).plusMillis(failures * 200L).plus(LATE));
      assertThat(handled.get(failures)).isAfter(due).isBefore(due.plus(LATE));

      expected.put("PikaBus.ErrorRetries", failures);
      expected.put("PikaBus.SourceQueue", "patient");
      expected.put("PikaBus.ErrorDetails", copy.text("ErrorDetails"));
      expected.put("PikaBus.DeferredTime", copy.text("DeferredTime"));
      assertThat(copy.headers()).isEqualTo(expected);
      assertThat(copy.body()).isEqualTo(copies.get(0).body());
      assertThat(copy.properties().getExpiration()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"named", "subclass"})
  void anExceptionThatTheChannelNamesIsNotTriedAgain(String exception) {
    SHARED.send("choosy", exception);

    Received failed = SHARED.take(ERRORS);
    assertThat(failed.text("ErrorDetails")).startsWith(Hopeless.class.getName());
    assertThat(failed.bus("ErrorRetries")).isEqualTo(1);
    assertThat(failed.bus("DeferredTime")).isNull();
    assertThat(APPLICATION.records(exception)).hasSize(1);
  }

  @Test
  void anyOtherExceptionIsTriedAgain() {
    SHARED.send("choosy", "other");

    assertThat(SHARED.take(ERRORS).bus("ErrorRetries")).isEqualTo(2);
    assertThat(APPLICATION.records("other")).hasSize(2);
  }

  @Test
  void aRetryPolicyOfTheApplicationsDecidesInsteadOfTheSettings() {
    SHARED.listenIn("stubborn-spy", "stubborn");
    Instant begin = Instant.now();
    SHARED.send("stubborn", "good");

    assertThat(SHARED.take(ERRORS).bus("ErrorRetries")).isEqualTo(3);
    assertThat(STUBBORN.records("handled")).containsExactly("good", "good", "good");
    assertThat(STUBBORN.records("decisions"))
        .containsExactly("1 stubborn not good", "2 stubborn not good", "3 stubborn not good");
    List<Received> copies = Stream.generate(() -> SHARED.take("stubborn-spy")).limit(3).toList();
    assertThat(copies.get(1).text("DeferredTime")).as("the first, later").contains("/");
    assertThat(copies.get(2).bus("DeferredTime"))
        .as("the second, at once: the time of the first stays")
        .isEqualTo(copies.get(1).bus("DeferredTime"));
    assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofMillis(100));
  }

  @Test
  void aDeferredCommandLeavesWithItsTransactionAndNotBefore() {
    Instant begin = Instant.now();
    CompletableFuture<String> deferring =
        CompletableFuture.supplyAsync(() -> defer("held", 100, "/slowly"));
    APPLICATION.awaitAtGate("deferring", 1);
    await("nothing comes, though it is due")
        .during(Duration.ofMillis(400))
        .until(() -> SHARED.ready("later") == 0);

    APPLICATION.open("deferring");
    deferring.join();
    Received late = SHARED.take("later");
    assertThat(late.body()).isEqualTo("held");
    assertThat(OffsetDateTime.parse(late.text("DeferredTime")).toInstant())
        .as("counted from the call, not from the commit")
        .isBetween(begin.plusMillis(100), begin.plusMillis(100).plus(LATE))
        .isBefore(Instant.now().minusMillis(300));
  }

  @Test
  void aDeferredCommandIsGoneWithARollback() {
    assertThat(defer("rolled-back", 50, "/in-vain")).contains("not wanted");
    defer("committed", 300, "");

    assertThat(SHARED.take("later").body()).isEqualTo("committed");
    assertThat(SHARED.ready("later")).isZero();
  }

  @Test
  void aDeferredCommandComesWhenItIsDueAsIfItHadBeenSentThen() {
    List<Instant> arrivals = new ArrayList<>();
    Instant begin = Instant.now();
    for (int i = 0; i < 20; i++) {
      defer("reminder-" + i, 1000, "");
    }
    Instant deferred = Instant.now();

    List<Received> reminders =
        Stream.generate(
                () -> {
                  Received next = SHARED.take("later");
                  arrivals.add(Instant.now());
                  return next;
                })
            .limit(20)
            .toList();
    for (int i = 0; i < 20; i++) {
      Received reminder = reminders.get(i);
      Instant due = OffsetDateTime.parse(reminder.text("DeferredTime")).toInstant();
      assertThat(due).isBetween(begin.plusMillis(999), deferred.plusMillis(1000));
      assertThat(arrivals.get(i)).isAfterOrEqualTo(due).isBefore(due.plus(LATE));
      assertThat(reminder.exchange()).isEqualTo(Service.DIRECT);
      assertThat(reminder.routingKey()).isEqualTo("later");
      assertThat(reminder.headers().keySet())
          .containsExactlyInAnyOrder(
              "PikaBus.MessageId",
              "PikaBus.CorrelationId",
              "PikaBus.TimeSent",
              "PikaBus.Intent",
              "PikaBus.ContentType",
              "PikaBus.ContentEncoding",
              "PikaBus.DeferredTime");
      assertThat(reminder.bus("Intent")).isEqualTo("command");
      assertThat(reminder.properties().getExpiration()).isNull();
      assertThat(reminder.properties().getDeliveryMode()).isEqualTo(2);
      assertThat(reminder.properties().getMessageId()).isEqualTo(reminder.text("MessageId"));
    }
    assertThat(Collections.max(arrivals)).isBefore(deferred.plusMillis(1000).plus(LATE));
    assertThat(reminders).extracting(Received::body).doesNotHaveDuplicates();
  }

  private static String send(String queue, String name, int failures) {
    return SHARED.send(
        queue,
        "{\"name\":\"%s\",\"failures\":%d}".formatted(name, failures).getBytes(UTF_8),
        Generation.TWO,
        Map.of());
  }

  private static String defer(String text, long millis, String how) {
    return APPLICATION.post(
        "retries/deferrals/%s%s?millis=%d&queue=later".formatted(text, how, millis));
  }
}
