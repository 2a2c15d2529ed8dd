package io.pikabus.benchmark.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.pikabus.benchmark.scale.Model.Bound;
import io.pikabus.benchmark.scale.Work.Kind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ModelTest {

  private static final Demand ALONE = new Demand(100e-6, 400e-6, 300e-6);
  private static final Demand TOGETHER = new Demand(20e-6, 50e-6, 60e-6);
  private static final Demand CONSUMED = new Demand(25e-6, 45e-6, 10e-6);
  private static final Costs COSTS = new Costs(CONSUMED, 10_000, ALONE, 0.001, TOGETHER, 20_000);

  @Example
  void a_slow_handler_is_waited_for() {
    Model.Limit one = Model.predict(COSTS, handle(0, 1, 10), 1, Cores.shared(8));
    Model.Limit four = Model.predict(COSTS, handle(0, 4, 10), 1, Cores.shared(8));

    assertThat(one.bound()).isEqualTo(Bound.WAITING);
    assertThat(one.rate()).isEqualTo(1 / 0.0101, within(1e-6));
    assertThat(four.rate()).isBetween(3.99 / 0.0101, 4 / 0.0101);
  }

  @Example
  void one_lane_that_sends_waits_for_each_confirm() {
    Model.Limit limit = Model.predict(COSTS, handle(2, 1, 0), 1, Cores.shared(8));

    assertThat(limit.bound()).isEqualTo(Bound.WAITING);
    assertThat(limit.rate()).isEqualTo(1 / 0.0021, within(1e-6));
  }

  @Example
  void followers_share_what_does_not_lead() {
    Work work = new Work(Kind.STREAM, 1, 1_000_000, 0, 100);

    assertThat(Model.predict(COSTS, work, 3, new Cores(100, 1, false)).bound())
        .isEqualTo(Bound.LEADER);
    assertThat(Model.predict(COSTS, work, 2, new Cores(100, 1, false)).bound())
        .isEqualTo(Bound.FOLLOWER);
    assertThat(Model.predict(COSTS, work, 3, new Cores(0.1, 1, false)).bound())
        .isEqualTo(Bound.CLIENT);
  }

  @Property
  void more_lanes_never_carry_less(@ForAll("works") Work work, @ForAll("cores") Cores cores) {
    Work more = new Work(work.kind(), work.sends(), work.lanes() * 2, work.millis(), work.queues());

    assertThat(rate(more, cores)).isGreaterThanOrEqualTo(rate(work, cores) * 0.999);
  }

  @Property
  void more_processors_never_carry_less(
      @ForAll("works") Work work,
      @ForAll("cores") Cores cores,
      @ForAll @DoubleRange(min = 1, max = 8) double factor) {
    Cores more = new Cores(cores.client() * factor, cores.node() * factor, cores.shared());

    assertThat(rate(work, more))
        .isBetween(rate(work, cores) * 0.999, rate(work, cores) * factor * 1.001);
  }

  @Property
  void a_slower_handler_and_more_to_send_never_carry_more(
      @ForAll("works") Work work,
      @ForAll("cores") Cores cores,
      @ForAll @IntRange(max = 100) int millis,
      @ForAll @IntRange(max = 5) int sends) {
    Work slower =
        new Work(
            work.kind(), work.sends() + sends, work.lanes(), work.millis() + millis, work.queues());

    assertThat(rate(slower, cores)).isLessThanOrEqualTo(rate(work, cores) * 1.001);
  }

  @Property
  void nothing_is_carried_above_any_bound(
      @ForAll("works") Work work, @ForAll("cores") Cores cores) {
    double rate = rate(work, cores);

    assertThat(rate).isPositive().isFinite();
    assertThat(Model.limits(COSTS, work, 3, cores))
        .allSatisfy(limit -> assertThat(rate).isLessThanOrEqualTo(limit.rate()));
  }

  private static double rate(Work work, Cores cores) {
    return Model.predict(COSTS, work, 3, cores).rate();
  }

  private static Work handle(int sends, int lanes, int millis) {
    return new Work(Kind.HANDLE, sends, lanes, millis, 1);
  }

  @Provide
  Arbitrary<Work> works() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(1, 256),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.integers().between(1, 10))
        .as(Work::new);
  }

  @Provide
  Arbitrary<Cores> cores() {
    return Combinators.combine(
            Arbitraries.doubles().between(0.5, 64),
            Arbitraries.doubles().between(0.5, 64),
            Arbitraries.of(true, false))
        .as(Cores::new);
  }
}
