package io.pikabus.errors;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Destination;
import io.pikabus.config.BusSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What is selected from error queues of any content. */
class SelectionPropertyTest {

  private static final BusSettings BUS = new SettingsReader().api(SettingSource.of(Map.of())).bus();
  private static final Criteria ALL = new Criteria(List.of(), null, null, null, Integer.MAX_VALUE);

  @Provide
  Arbitrary<Failure> failures() {
    Arbitrary<String> ids = Arbitraries.strings().withChars("0123456789abcdef").ofLength(12);
    Arbitrary<@Nullable String> messages = Arbitraries.of("m1", "m2", "m3").injectNull(0.3);
    Arbitrary<@Nullable String> queues =
        Arbitraries.of("orders", "sales", "error", " ", "q".repeat(300)).injectNull(0.1);
    Arbitrary<@Nullable String> faults = Arbitraries.of("unreadable").injectNull(0.9);
    Arbitrary<Failure.@Nullable Event> events =
        Combinators.combine(
                Arbitraries.of("order.accepted", "", "t".repeat(300)),
                Arbitraries.of(BUS.topicExchange(), "elsewhere"))
            .as(Failure.Event::new)
            .injectNull(0.6);
    return Combinators.combine(ids, messages, queues, events, faults)
        .as(
            (id, message, queue, event, fault) ->
                new Failure(
                    id,
                    message,
                    event == null ? queue : null,
                    event,
                    "t",
                    "1",
                    "",
                    Instant.EPOCH,
                    0,
                    fault));
  }

  @Property
  void each_message_is_sent_or_refused_once(
      @ForAll @Size(max = 12) List<@From("failures") Failure> queued) {
    Selection selection = Selection.of(queued, ALL, null, false, BUS);

    List<String> all = new ArrayList<>();
    selection.retries().forEach(retry -> all.add(retry.failure().id()));
    selection.refusals().forEach(refusal -> all.add(refusal.what()));
    assertThat(all).containsExactlyInAnyOrderElementsOf(queued.stream().map(Failure::id).toList());
    assertThat(selection.retries())
        .allSatisfy(
            retry -> {
              Failure.Event event = retry.failure().event();
              if (event == null) {
                assertThat(retry.to().name()).isIn("orders", "sales");
                assertThat(retry.to())
                    .isEqualTo(new Destination.Queue(retry.failure().sourceQueue()));
              } else {
                assertThat(event)
                    .isEqualTo(new Failure.Event("order.accepted", BUS.topicExchange()));
                assertThat(retry.to()).isEqualTo(new Destination.Topic(event.topic()));
              }
              assertThat(retry.failure().fault()).isNull();
            });
  }

  @Property
  void of_one_message_in_one_queue_the_newest_alone_is_sent(
      @ForAll @Size(max = 12) List<@From("failures") Failure> queued) {
    Selection selection = Selection.of(queued, ALL, null, false, BUS);

    Set<String> seen = new HashSet<>();
    for (Selection.Retry retry : selection.retries()) {
      Failure sent = retry.failure();
      if (sent.messageId() != null) {
        assertThat(seen.add(sent.messageId() + " in " + sent.place())).isTrue();
        assertThat(queued.subList(queued.lastIndexOf(sent) + 1, queued.size()))
            .noneMatch(
                later ->
                    sent.messageId().equals(later.messageId())
                        && retry.place().equals(later.place()));
      }
    }
  }

  @Property
  void a_limit_takes_the_first(
      @ForAll @Size(max = 12) List<@From("failures") Failure> queued,
      @ForAll @IntRange(min = 1, max = 12) int limit) {
    Criteria limited = new Criteria(List.of(), null, null, null, limit);

    assertThat(Selection.of(queued, limited, "to", true, BUS).retries())
        .isEqualTo(
            Selection.of(queued, ALL, "to", true, BUS).retries().stream().limit(limit).toList());
  }

  @Example
  void an_id_that_means_several_or_none_is_refused() {
    List<Failure> queued = List.of(failure("abcd11111111"), failure("abcd22222222"));
    Criteria both = new Criteria(List.of("abcd", "ffff"), null, null, null, 9);
    Criteria one = new Criteria(List.of("abcd2"), null, null, null, 9);

    assertThat(Selection.of(queued, both, null, false, BUS).retries()).isEmpty();
    assertThat(Selection.of(queued, both, null, false, BUS).refusals()).hasSize(2);
    assertThat(Selection.of(queued, one, null, false, BUS).retries())
        .singleElement()
        .satisfies(retry -> assertThat(retry.failure()).isEqualTo(queued.get(1)));
  }

  private static Failure failure(String id) {
    return new Failure(id, id, "orders", null, "t", "1", "", null, 0, null);
  }
}
