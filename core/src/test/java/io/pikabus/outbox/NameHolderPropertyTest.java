package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Who may use a broker's name. */
class NameHolderPropertyTest {

  @Provide
  Arbitrary<NameHolder> holder() {
    return Combinators.combine(
            Arbitraries.of("here:1", "here:2", "there:1"),
            Arbitraries.of("rabbit@a", "rabbit@b").injectNull(0.3),
            Arbitraries.integers().between(1, 4))
        .as((place, cluster, node) -> NameHolder.of(place, cluster, "node" + node));
  }

  @Provide
  Arbitrary<List<NameHolder>> holders() {
    return holder().list().ofMinSize(1).ofMaxSize(6);
  }

  @Property
  void of_those_that_hold_somebody_goes_on_and_none_beside_a_stranger(
      @ForAll("holders") List<NameHolder> live) {
    List<NameHolder> going = live.stream().filter(own -> own.strangers(live).isEmpty()).toList();

    assertThat(going).isNotEmpty();
    for (NameHolder one : going) {
      for (NameHolder other : going) {
        assertThat(areStrangers(one, other, live)).isFalse();
      }
    }
  }

  private static boolean areStrangers(NameHolder one, NameHolder other, List<NameHolder> live) {
    List<NameHolder> withoutOne = new ArrayList<>(live);
    withoutOne.removeIf(each -> each.place().equals(one.place()));
    List<NameHolder> withoutOther = new ArrayList<>(live);
    withoutOther.removeIf(each -> each.place().equals(other.place()));
    return one.strangers(withoutOne).contains(other) && other.strangers(withoutOther).contains(one);
  }

  @Property
  void nodes_with_the_same_settings_never_keep_each_other_out(
      @ForAll("holder") NameHolder own, @ForAll("holders") List<NameHolder> live) {
    assertThat(own.strangers(live)).noneMatch(each -> each.place().equals(own.place()));
  }

  @Property
  void whoever_comes_later_waits_for_all_with_other_settings_and_another_cluster(
      @ForAll("holder") NameHolder own, @ForAll("holders") List<NameHolder> all) {
    List<NameHolder> live = all.stream().filter(each -> !each.place().equals(own.place())).toList();

    for (NameHolder each : live) {
      boolean same =
          !own.cluster().isEmpty()
              && live.stream()
                  .anyMatch(
                      one ->
                          one.place().equals(each.place()) && one.cluster().equals(own.cluster()));
      assertThat(own.strangers(live).contains(each)).isEqualTo(!same);
    }
  }

  @Property
  void what_is_written_is_read(@ForAll String place, @ForAll String cluster, @ForAll String node) {
    NameHolder holder = NameHolder.of(place, cluster, node);

    assertThat(NameHolder.read(holder.column())).contains(holder);
    assertThat(holder.column()).matches("[!-~]{1,255}");
  }

  @Property
  void what_others_wrote_is_nobody(@ForAll String text) {
    NameHolder.read(text).ifPresent(read -> assertThat(read.column()).isEqualTo(text));
  }
}
