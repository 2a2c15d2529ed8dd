package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.transaction.Dispatch;
import io.pikabus.transaction.Dispatch.Fate;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is written about a batch, for any ends of its messages. */
class SettlementPropertyTest {

  private static Settlement settlement(List<Fate> fates, boolean ordered) {
    return Outbox.of(
        "batch",
        ordered,
        IntStream.range(0, fates.size())
            .mapToObj(i -> new Dispatch.Result(fates.get(i), "reason " + i))
            .toList());
  }

  @Property
  void a_batch_is_given_back_as_a_whole_if_nobody_knows_of_one_of_its_messages(
      @ForAll List<Fate> fates, @ForAll boolean ordered) {
    assertThat(settlement(fates, ordered) instanceof Settlement.Released)
        .isEqualTo(fates.contains(Fate.UNKNOWN));
  }

  @Property
  void rows_go_only_if_the_broker_has_every_message_somewhere(
      @ForAll List<Fate> fates, @ForAll boolean ordered) {
    Settlement settlement = settlement(fates, ordered);
    boolean safe =
        fates.stream().allMatch(fate -> fate == Fate.DELIVERED || fate == Fate.SET_ASIDE);
    assertThat(settlement.equals(new Settlement.Delivered("batch", ordered))).isEqualTo(safe);
    assertThat(settlement.batch()).isEqualTo("batch");
    assertThat(settlement.callsForRelay()).isEqualTo(!safe || ordered);
  }

  @Property
  void what_is_stuck_is_named_with_its_reason_and_nothing_else_is(
      @ForAll List<Fate> fates, @ForAll boolean ordered) {
    if (!(settlement(fates, ordered) instanceof Settlement.Stuck stuck)) {
      assertThat(fates.contains(Fate.STUCK) && !fates.contains(Fate.UNKNOWN)).isFalse();
      return;
    }
    assertThat(stuck.failures())
        .containsExactlyElementsOf(
            IntStream.range(0, fates.size())
                .filter(i -> fates.get(i) == Fate.STUCK)
                .mapToObj(i -> new Settlement.Failure(i, "reason " + i))
                .toList());
  }
}
