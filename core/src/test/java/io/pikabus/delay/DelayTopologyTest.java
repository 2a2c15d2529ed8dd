package io.pikabus.delay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DelayTopologyTest {

  @Test
  void all_levels_and_the_end_are_32_queues() {
    List<Integer> all =
        IntStream.rangeClosed(0, DelayRoute.TOP).map(i -> DelayRoute.TOP - i).boxed().toList();
    Set<String> queues = new HashSet<>();
    DelayTopology.levels(all).queues().forEach(queue -> queues.add(queue.name()));
    DelayTopology.end().queues().forEach(queue -> queues.add(queue.name()));

    assertThat(queues).hasSize(32);
  }
}
