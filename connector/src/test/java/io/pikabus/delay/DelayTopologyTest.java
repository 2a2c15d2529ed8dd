package io.pikabus.delay;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.Topology;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  @Test
  void a_walk_needs_only_the_queues_at_which_it_stops() {
    Topology topology = DelayTopology.levels(List.of(7, 6));

    assertThat(topology.queues())
        .extracting(Topology.Queue::name)
        .containsExactly("PikaBusDelay07", "PikaBusDelay06");
    assertThat(topology.exchanges()).hasSize(8);
  }

  @Test
  void nothing_leaves_a_delay_queue_before_the_next_has_confirmed_it() {
    List<Topology.Queue> expiring =
        DelayTopology.end().queues().stream()
            .filter(queue -> queue.arguments().containsKey("x-message-ttl"))
            .toList();

    assertThat(expiring).hasSize(2);
    assertThat(expiring)
        .allSatisfy(
            queue -> {
              assertThat(queue.type()).isEqualTo(Topology.QueueType.QUORUM);
              assertThat(queue.arguments())
                  .containsEntry("x-dead-letter-strategy", "at-least-once")
                  .containsEntry("x-overflow", "reject-publish");
            });
  }

  @Test
  void a_note_is_read_as_it_was_written_and_taken_off_without_a_trace() {
    MessageProperties plain =
        new MessageProperties(
            null,
            null,
            Map.of("own", 1),
            2,
            null,
            null,
            null,
            null,
            "id",
            null,
            null,
            null,
            null,
            null);
    DelayNote note =
        new DelayNote(
            Instant.ofEpochMilli(1_795_501_954_441L),
            "orders",
            "PikaBusDirect",
            "error",
            new HeaderNames("Acme"));

    MessageProperties noted = note.on(plain);

    assertThat(DelayNote.read(noted)).contains(note);
    assertThat(DelayNote.takenOff(noted)).isEqualTo(plain);
    assertThat(DelayNote.read(plain)).isEmpty();
  }

  @Test
  void a_note_that_somebody_scribbled_on_is_none() {
    MessageProperties scribbled =
        new MessageProperties(
            null,
            null,
            Map.of(
                "x-pikabus-delay-due", "soon",
                "x-pikabus-delay-queue", "q",
                "x-pikabus-delay-exchange", "e",
                "x-pikabus-delay-error-queue", "error",
                "x-pikabus-delay-header-prefix", "PikaBus"),
            2,
            null,
            null,
            null,
            null,
            "id",
            null,
            null,
            null,
            null,
            null);

    assertThat(DelayNote.read(scribbled)).isEmpty();
  }
}
