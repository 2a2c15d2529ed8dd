package io.pikabus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CompactionPropertyTest {

  private static final long SIZE = 1000;

  @Property
  void the_oldest_go_until_the_rest_is_small_and_no_more(
      @ForAll("usages") List<Compaction.Usage> segments,
      @ForAll @IntRange(max = 500) int outcomes) {
    Compaction plan = Compaction.plan(segments, outcomes, SIZE);
    List<Compaction.Usage> gone =
        segments.stream().filter(each -> each.number() < plan.first()).toList();
    List<Compaction.Usage> kept = segments.subList(gone.size(), segments.size());
    assertThat(plan.carried()).isEqualTo(live(gone));
    long bound = 2 * (live(segments) + outcomes) + 2 * SIZE;
    boolean stopped = plan.carried() + (kept.isEmpty() ? 0 : kept.get(0).live()) > 4 * SIZE;
    assertThat(size(kept) <= bound || stopped).isTrue();
    if (!gone.isEmpty() && gone.get(gone.size() - 1).live() > 0) {
      assertThat(size(kept) + gone.get(gone.size() - 1).size()).isGreaterThan(bound);
    }
    assertThat(kept.isEmpty() || kept.get(0).live() > 0).isTrue();
  }

  @Property
  void a_new_segment_has_room_for_what_is_carried_and_reserved_and_half_of_it_for_more(
      @ForAll @IntRange(max = 5000) int carried,
      @ForAll @IntRange(max = 5000) int reserved,
      @ForAll @IntRange(max = 5000) int need) {
    assertThat(Compaction.sizeOfNew(carried, reserved, need, SIZE))
        .isGreaterThanOrEqualTo(SIZE)
        .isGreaterThanOrEqualTo(64 + carried + reserved + need);
  }

  @Property
  void what_is_freed_holds_nothing_that_lives(@ForAll("usages") List<Compaction.Usage> segments) {
    long first = Compaction.firstLiving(segments);
    assertThat(segments)
        .filteredOn(each -> each.number() < first)
        .allMatch(each -> each.live() == 0);
    assertThat(segments).anyMatch(each -> each.number() == first);
    if (Compaction.isWorthFreeing(segments, SIZE)) {
      assertThat(first).isGreaterThan(segments.get(0).number());
    }
  }

  private static long live(List<Compaction.Usage> segments) {
    return segments.stream().mapToLong(Compaction.Usage::live).sum();
  }

  private static long size(List<Compaction.Usage> segments) {
    return segments.stream().mapToLong(Compaction.Usage::size).sum();
  }

  @Provide
  Arbitrary<List<Compaction.Usage>> usages() {
    return Arbitraries.integers()
        .between(0, 1200)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30)
        .map(
            lives -> {
              List<Compaction.Usage> usages = new ArrayList<>();
              for (int live : lives) {
                int used = live > 1000 ? 0 : live;
                usages.add(new Compaction.Usage(5 + usages.size(), SIZE, used));
              }
              return usages;
            });
  }
}
