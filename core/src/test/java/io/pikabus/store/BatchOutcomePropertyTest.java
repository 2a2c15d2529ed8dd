package io.pikabus.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.PostCommitSender.Status;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is written about a batch, for any ends of its messages. */
class BatchOutcomePropertyTest {

  private static BatchOutcome batchOutcome(List<Status> fates, boolean ordered) {
    return BatchOutcome.of(
        "batch",
        ordered,
        IntStream.range(0, fates.size())
            .mapToObj(i -> new PostCommitSender.Result(fates.get(i), "reason " + i))
            .toList());
  }

  @Property
  void a_batch_is_given_back_as_a_whole_if_nobody_knows_of_one_of_its_messages(
      @ForAll List<Status> fates, @ForAll boolean ordered) {
    assertThat(batchOutcome(fates, ordered) instanceof BatchOutcome.Released)
        .isEqualTo(fates.contains(Status.UNKNOWN));
  }

  @Property
  void rows_go_only_if_the_broker_has_every_message_somewhere(
      @ForAll List<Status> fates, @ForAll boolean ordered) {
    BatchOutcome batchOutcome = batchOutcome(fates, ordered);
    boolean safe =
        fates.stream().allMatch(fate -> fate == Status.DELIVERED || fate == Status.SET_ASIDE);
    assertThat(batchOutcome.equals(new BatchOutcome.Delivered("batch", ordered))).isEqualTo(safe);
    assertThat(batchOutcome.batch()).isEqualTo("batch");
    assertThat(batchOutcome.callsForRelay()).isEqualTo(!safe || ordered);
  }

  @Property
  void what_is_stuck_is_named_with_its_reason_and_nothing_else_is(
      @ForAll List<Status> fates, @ForAll boolean ordered) {
    if (!(batchOutcome(fates, ordered) instanceof BatchOutcome.Stuck stuck)) {
      assertThat(fates.contains(Status.STUCK) && !fates.contains(Status.UNKNOWN)).isFalse();
      return;
    }
    assertThat(stuck.failures())
        .containsExactlyElementsOf(
            IntStream.range(0, fates.size())
                .filter(i -> fates.get(i) == Status.STUCK)
                .mapToObj(i -> new BatchOutcome.Failure(i, "reason " + i))
                .toList());
  }
}
