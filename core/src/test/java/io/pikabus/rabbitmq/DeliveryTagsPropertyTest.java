package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever the order in which deliveries are settled, the broker hears of each one once. */
class DeliveryTagsPropertyTest {

  /** A channel as the broker keeps it: it ends over a word about what it does not wait for. */
  private static final class BrokersChannel {
    private final TreeSet<Long> awaited = new TreeSet<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private int words;

    void hear(DeliveryTags.Words said) {
      if (said.upTo() > 0) {
        assertThat(awaited).contains(said.upTo());
        Set<Long> together = awaited.headSet(said.upTo(), true);
        acknowledged.addAll(together);
        together.clear();
        words++;
      }
      for (long tag : said.single()) {
        assertThat(awaited.remove(tag)).isTrue();
        acknowledged.add(tag);
        words++;
      }
    }
  }

  @Property
  void the_broker_hears_of_what_is_acknowledged_and_of_nothing_else(
      @ForAll @IntRange(max = 60) int deliveries, @ForAll long seed) {
    Random random = new Random(seed);
    DeliveryTags tags = new DeliveryTags();
    BrokersChannel broker = new BrokersChannel();
    List<Long> inHand = new ArrayList<>();
    Set<Long> handled = new HashSet<>();
    long last = 0;
    while (last < deliveries || !inHand.isEmpty()) {
      int next = random.nextInt(10);
      if (next < 4 && last < deliveries) {
        last++;
        broker.awaited.add(last);
        inHand.add(last);
      } else if (next < 9 && !inHand.isEmpty()) {
        // More often the oldest.
        long tag = inHand.remove(random.nextBoolean() ? 0 : random.nextInt(inHand.size()));
        if (next == 8) {
          broker.awaited.remove(tag);
          tags.requeued(tag);
        } else {
          handled.add(tag);
          tags.acknowledged(tag);
        }
      } else {
        broker.hear(tags.say());
        assertThat(tags.isAllSaid()).isTrue();
        assertThat(broker.acknowledged).isEqualTo(handled);
      }
    }
    broker.hear(tags.say());

    assertThat(broker.acknowledged).isEqualTo(handled);
    assertThat(broker.awaited).isEmpty();
  }

  @Property
  void one_word_is_enough_when_they_are_settled_in_order(
      @ForAll @IntRange(min = 1) int deliveries) {
    DeliveryTags tags = new DeliveryTags();
    BrokersChannel broker = new BrokersChannel();
    for (long tag = 1; tag <= Math.min(deliveries, 1000); tag++) {
      broker.awaited.add(tag);
      tags.acknowledged(tag);
    }

    broker.hear(tags.say());

    assertThat(broker.awaited).isEmpty();
    assertThat(broker.words).isEqualTo(1);
  }

  @Property
  void never_more_than_half_of_the_prefetch_is_held_back(
      @ForAll @IntRange(min = 1, max = 40) int prefetch) {
    DeliveryTags tags = new DeliveryTags();
    tags.prefetch(prefetch);
    int unsaid = 0;
    for (long tag = 1; tag <= 100; tag++) {
      tags.acknowledged(tag);
      unsaid++;
      if (tags.isMuch()) {
        tags.say();
        unsaid = 0;
      }
      assertThat(unsaid * 2).isLessThan(Math.max(prefetch, 1));
    }
  }
}
