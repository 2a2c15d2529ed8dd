package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CautionPropertyTest {

  @Property
  void more_than_one_message_is_unsettled_only_after_one_that_was_not_delivered_before(
      @ForAll List<@IntRange(max = 3) Integer> counts) {
    Caution caution = Caution.AT_FIRST;
    boolean seen = false;
    for (int count : counts) {
      caution = caution.after(count, false);
      seen |= count > 0;

      assertThat(caution.one()).isEqualTo(count > 0);
      assertThat(caution.counted()).isEqualTo(seen);
      assertThat(caution.again().one()).isTrue();
      assertThat(caution.again().counted()).isEqualTo(seen);
    }
  }

  @Property
  void a_message_that_was_set_apart_is_never_one_of_several(@ForAll @IntRange(max = 3) int count) {
    assertThat(Caution.AT_FIRST.after(count, true).one()).isTrue();
  }

  @Property
  void who_replaces_by_himself_takes_the_full_prefetch(@ForAll @IntRange(max = 30) int count) {
    Caution caution = Caution.NONE.after(count, true).again();

    assertThat(caution.one()).isFalse();
    assertThat(caution.counted()).isFalse();
  }
}
