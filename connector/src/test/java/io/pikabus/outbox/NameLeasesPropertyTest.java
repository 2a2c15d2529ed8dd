package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Who holds a broker's name. */
class NameLeasesPropertyTest {

  @Property
  void of_those_that_hold_exactly_one_goes_on(
      @ForAll @Size(min = 1, max = 5)
          Set<@StringLength(max = 3) @Chars({'a', 'b', '@'}) String> holders) {
    assertThat(holders.stream().filter(own -> NameLeases.above(own, holders).isEmpty())).hasSize(1);
  }

  @Property
  void whoever_comes_later_waits_for_all_that_hold(
      @ForAll Set<@StringLength(max = 3) @Chars({'a', 'b', '@'}) String> holders,
      @ForAll @StringLength(max = 3) @Chars({'a', 'b', '@'}) String own) {
    Set<String> others = new TreeSet<>(holders);
    others.remove(own);

    assertThat(NameLeases.above(own, others)).isEqualTo(others);
  }
}
