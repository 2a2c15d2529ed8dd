package io.pikabus.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

  private static final Criteria ALL = new Criteria(List.of(), null, null, null, Integer.MAX_VALUE);

  @Provide
  Arbitrary<Failure> failures() {
    Arbitrary<String> ids = Arbitraries.strings().withChars("0123456789abcdef").ofLength(12);
    Arbitrary<@Nullable String> messages = Arbitraries.of("m1", "m2", "m3").injectNull(0.3);
    Arbitrary<@Nullable String> queues =
        Arbitraries.of("orders", "sales", "error", " ", "q".repeat(300)).injectNull(0.1);
    Arbitrary<@Nullable String> faults = Arbitraries.of("unreadable").injectNull(0.9);
    return Combinators.combine(ids, messages, queues, faults)
        .as(
            (id, message, queue, fault) ->
                new Failure(id, message, queue, "t", "1", "", Instant.EPOCH, 0, fault));
  }

  @Property
  void each_message_is_sent_or_refused_once(
      @ForAll @Size(max = 12) List<@From("failures") Failure> queued) {
    Selection selection = Selection.of(queued, ALL, null, false, "error");

    List<String> all = new ArrayList<>();
    selection.retries().forEach(retry -> all.add(retry.failure().id()));
    selection.refusals().forEach(refusal -> all.add(refusal.what()));
    assertThat(all).containsExactlyInAnyOrderElementsOf(queued.stream().map(Failure::id).toList());
    assertThat(selection.retries())
        .allSatisfy(
            retry -> {
              assertThat(retry.queue()).isIn("orders", "sales");
              assertThat(retry.queue()).isEqualTo(retry.failure().sourceQueue());
              assertThat(retry.failure().fault()).isNull();
            });
  }

  @Property
  void of_one_message_in_one_queue_the_newest_alone_is_sent(
      @ForAll @Size(max = 12) List<@From("failures") Failure> queued) {
    Selection selection = Selection.of(queued, ALL, null, false, "error");

    Set<String> seen = new HashSet<>();
    for (Selection.Retry retry : selection.retries()) {
      Failure sent = retry.failure();
      if (sent.messageId() != null) {
        assertThat(seen.add(sent.messageId() + " in " + sent.sourceQueue())).isTrue();
        assertThat(queued.subList(queued.lastIndexOf(sent) + 1, queued.size()))
            .noneMatch(
                later ->
                    sent.messageId().equals(later.messageId())
                        && retry.queue().equals(later.sourceQueue()));
      }
    }
  }

  @Property
  void a_limit_takes_the_first(
      @ForAll @Size(max = 12) List<@From("failures") Failure> queued,
      @ForAll @IntRange(min = 1, max = 12) int limit) {
    Criteria limited = new Criteria(List.of(), null, null, null, limit);

    assertThat(Selection.of(queued, limited, "to", true, "error").retries())
        .isEqualTo(
            Selection.of(queued, ALL, "to", true, "error").retries().stream()
                .limit(limit)
                .toList());
  }

  @Example
  void an_id_that_means_several_or_none_is_refused() {
    List<Failure> queued = List.of(failure("abcd11111111"), failure("abcd22222222"));
    Criteria both = new Criteria(List.of("abcd", "ffff"), null, null, null, 9);
    Criteria one = new Criteria(List.of("abcd2"), null, null, null, 9);

    assertThat(Selection.of(queued, both, null, false, "error").retries()).isEmpty();
    assertThat(Selection.of(queued, both, null, false, "error").refusals()).hasSize(2);
    assertThat(Selection.of(queued, one, null, false, "error").retries())
        .singleElement()
        .satisfies(retry -> assertThat(retry.failure()).isEqualTo(queued.get(1)));
  }

  private static Failure failure(String id) {
    return new Failure(id, id, "orders", "t", "1", "", null, 0, null);
  }
}
