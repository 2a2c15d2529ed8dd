package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is on its way, nobody waits for long, and nobody while the broker is idle. */
class CompanyPropertyTest {

  @Property
  void a_message_leaves_at_once_while_the_broker_has_little_to_do(
      @ForAll @IntRange(max = Company.MOST - 1) int held,
      @ForAll @IntRange(max = Company.BUSY - 1) int elsewhere) {
    assertThat(new Company(held).joined(false, elsewhere + held + 1)).isEqualTo(Company.NONE);
  }

  @Property
  void a_message_waits_while_the_broker_has_enough_to_do(
      @ForAll @IntRange(max = Company.MOST - 2) int held,
      @ForAll @IntRange(min = Company.BUSY, max = 10_000) int elsewhere) {
    assertThat(new Company(held).joined(false, elsewhere + held + 1))
        .isEqualTo(new Company(held + 1));
  }

  @Property
  void a_message_waits_for_those_that_are_known_to_follow(
      @ForAll @IntRange(max = Company.MOST - 2) int held,
      @ForAll @IntRange(max = 10_000) int elsewhere) {
    assertThat(new Company(held).joined(true, elsewhere + held + 1))
        .isEqualTo(new Company(held + 1));
  }

  @Property
  void never_more_than_the_most_wait_together(
      @ForAll @Size(max = 200) int[] moreOrFewerUnconfirmed) {
    Company company = Company.NONE;
    for (int unconfirmed : moreOrFewerUnconfirmed) {
      company = company.joined(unconfirmed % 2 == 0, Math.abs(unconfirmed % 5000));
      assertThat(company.held()).isBetween(0, Company.MOST - 1);
    }
  }
}
