package io.pikabus.resource.inflow;

import static io.pikabus.resource.inflow.InflowBed.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.PikaBusListener;
import io.pikabus.ReceivedMessage;
import io.pikabus.resource.inflow.BeanContainer.Attribute;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever goes wrong at the first attempts: each message is handled in one transaction that
 * commits, and acknowledged. Without a crash, none is handled twice.
 */
@Tag("slow")
class NothingIsLostPropertyTest {

  /** What happens at an attempt. */
  enum Trouble {
    MARKED_FOR_ROLLBACK,
    RUNTIME_EXCEPTION,
    CHECKED_EXCEPTION,
    ERROR,
    COMMIT_REFUSED,
    ENDED_BY_THE_BEAN
  }

  /** Gets into trouble as often as it is told, and then works. */
  public static class Bean implements PikaBusListener {
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private final Map<String, List<Trouble>> troubles;
    private final WorkTable table;

    public Bean() {
      this(Map.of(), new WorkTable());
    }

    Bean(Map<String, List<Trouble>> troubles, WorkTable table) {
      this.troubles = troubles;
      this.table = table;
    }

    public void onMessage(ReceivedMessage<String> message) throws Exception {
      String text = message.payload();
      List<Trouble> ahead = troubles.get(text);
      int attempt = attempts.merge(text, 1, Integer::sum);
      boolean well = attempt > ahead.size();
      Trouble now = well ? null : ahead.get(attempt - 1);
      table.insert(text, now == Trouble.COMMIT_REFUSED);
      if (!well) {
        getInto(now);
      }
    }

    private static void getInto(Trouble trouble) throws Exception {
      switch (trouble) {
        case MARKED_FOR_ROLLBACK -> BeanContainer.transactions().setRollbackOnly();
        case RUNTIME_EXCEPTION -> throw new IllegalStateException("trouble");
        case CHECKED_EXCEPTION -> throw new IOException("trouble");
        case ERROR -> throw new AssertionError("trouble");
        case ENDED_BY_THE_BEAN -> BeanContainer.transactions().rollback();
        case COMMIT_REFUSED -> {}
      }
    }
  }

  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void each_message_is_handled_once_whatever_went_wrong_before(
      @ForAll @Size(min = 1, max = 8) List<@Size(max = 3) List<Trouble>> troubles,
      @ForAll @IntRange(min = 1, max = 3) int concurrency)
      throws Exception {
    try (InflowBed bed = new InflowBed()) {
      Map<String, List<Trouble>> byMessage = new HashMap<>();
      IntStream.range(0, troubles.size()).forEach(i -> byMessage.put("m" + i, troubles.get(i)));
      bed.activate(
          new Bean(byMessage, bed.table),
          Attribute.REQUIRED,
          "concurrency",
          String.valueOf(concurrency),
          "maxRetries",
          "-1",
          "pauseAfterFailures",
          "0");
      for (String each : byMessage.keySet()) {
        bed.put(null, each);
      }
      until("all are committed", () -> bed.table.rows.size() >= byMessage.size());
      assertThat(bed.leftAfterStop()).isZero();
      assertThat(bed.table.rows).containsExactlyInAnyOrderElementsOf(byMessage.keySet());
    }
  }
}
