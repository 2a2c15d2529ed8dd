package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.recovery.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

class ConnectFaultPropertyTest {

  private static final ConnectFault DEAD = new ConnectFault("Nothing listens.", false, false);
  private static final ConnectFault SILENT = new ConnectFault("It hangs.", false, false);
  private static final ConnectFault DENIED = new ConnectFault("ACCESS_REFUSED.", true, true);

  @Property
  void the_order_of_the_round_does_not_show(
      @ForAll("faults") @NotEmpty Map<String, ConnectFault> faults, @ForAll long seed) {
    List<String> names = new ArrayList<>(faults.keySet());
    Collections.shuffle(names, new Random(seed));
    Map<String, ConnectFault> shuffled = new LinkedHashMap<>();
    names.forEach(name -> shuffled.put(name, faults.get(name)));
    assertThat(ConnectFault.ofRound(shuffled)).isEqualTo(ConnectFault.ofRound(faults));
  }

  @Property
  void a_refusal_is_told_and_hides_what_only_has_to_come_back(
      @ForAll("faults") @NotEmpty Map<String, ConnectFault> faults) {
    ConnectFault told = ConnectFault.ofRound(faults);
    boolean refused = faults.values().stream().anyMatch(ConnectFault::refused);
    assertThat(told.refused()).isEqualTo(refused);
    assertThat(told.access()).isEqualTo(faults.values().stream().anyMatch(ConnectFault::access));
    faults.forEach(
        (node, fault) -> {
          if (fault.refused() == refused) {
            assertThat(told.reason()).containsOnlyOnce(fault.reason());
          } else {
            assertThat(told.reason()).doesNotContain(fault.reason());
          }
        });
  }

  @Property
  void a_login_that_was_never_accepted_is_tried_rarely_and_one_that_was_soon(
      @ForAll boolean refused,
      @ForAll boolean access,
      @ForAll boolean accepted,
      @ForAll @IntRange(min = 1) int failures,
      @ForAll @IntRange(min = 1, max = 3) int refusals,
      @ForAll @DoubleRange(min = 0, max = 1) double random) {
    Duration pause =
        new ConnectFault("", refused, access).pause(failures, refusals, accepted, random);
    if (!refused) {
      assertThat(pause).isEqualTo(Backoff.after(failures, random));
    } else if (access && accepted) {
      assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(4));
    } else {
      assertThat(pause).isEqualTo(Backoff.REFUSED);
    }
  }

  @Example
  void one_reason_of_all_nodes_is_told_without_them() {
    assertThat(ConnectFault.ofRound(Map.of("a:1", DEAD, "b:1", DEAD))).isEqualTo(DEAD);
    assertThat(ConnectFault.ofRound(Map.of("a:1", DENIED))).isEqualTo(DENIED);
  }

  @Example
  void different_reasons_are_told_with_their_nodes() {
    assertThat(ConnectFault.ofRound(Map.of("a:1", DEAD, "b:1", SILENT, "c:1", DEAD)).reason())
        .isEqualTo("a:1, c:1: Nothing listens. b:1: It hangs.");
    assertThat(ConnectFault.ofRound(Map.of("a:1", DEAD, "b:1", DENIED)))
        .isEqualTo(new ConnectFault("b:1: ACCESS_REFUSED.", true, true));
  }

  @Provide
  Arbitrary<Map<String, ConnectFault>> faults() {
    return Combinators.combine(
            Arbitraries.of("a:1", "b:1", "c:1", "d:1"), Arbitraries.of(DEAD, SILENT, DENIED))
        .as(Map::entry)
        .list()
        .uniqueElements(Map.Entry::getKey)
        .map(
            list -> {
              Map<String, ConnectFault> faults = new LinkedHashMap<>();
              list.forEach(each -> faults.put(each.getKey(), each.getValue()));
              return faults;
            });
  }
}
