package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.PikaBusClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two services at one queue, of which the broker serves one at a time. */
@Timeout(120)
@Tag("slow")
class SingleActiveConsumerTest extends ProxiedBroker {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int PREFETCH = 5;
  private static final int COUNT = 300;

  /** When the active one goes, with as many behind that are there already. */
  private static final int GOES_AT = COUNT / 3;

  private final String queue = Outage.unique("single");
  private final List<PikaBusClient> services = new ArrayList<>();

  /** Who handled what, in the order in which it was. */
  private record Handled(String service, int number) {}

  private final List<Handled> handled = new CopyOnWriteArrayList<>();

  private final CountDownLatch going = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);

  @AfterEach
  void stop() {
    services.forEach(PikaBusClient::close);
  }

  private PikaBusClient service(String name, boolean proxied) throws Exception {
    String[] settings = {
      "queue-arguments", "single-active-consumer=true", "prefetch", String.valueOf(PREFETCH)
    };
    PikaBusClient bus = proxied ? connect(settings) : Outage.connect(node, node.port(), settings);
    services.add(bus);
    bus.consume(
        queue,
        String.class,
        text -> {
          handled.add(new Handled(name, Integer.parseInt(text)));
          if (handled.size() == GOES_AT) {
            going.countDown();
          }
        });
    await()
        .atMost(PATIENCE)
        .until(() -> bus.status().consumers().get(0).state() == BusStatus.State.WORKING);
    return bus;
  }

  private List<Integer> numbers() {
    return handled.stream().map(Handled::number).toList();
  }

  /** Each number at the first time. */
  private List<Integer> firsts() {
    return numbers().stream().distinct().toList();
  }

  private boolean handledBy(String service) {
    return handled.stream().anyMatch(each -> each.service().equals(service));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void order_holds_while_the_active_one_goes_and_the_other_takes_over(boolean cut)
      throws Exception {
    PikaBusClient active = service("first", true);
    service("second", false);
    CompletableFuture<Void> sending = CompletableFuture.runAsync(this::putAll);
    assertThat(going.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(handledBy("second")).as("served beside the active one").isFalse();

    if (cut) {
      proxy.link("pikabus-consuming").cut(FaultProxy.Cut.RESET);
    } else {
      active.close();
    }
    gone.countDown();
    sending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    await().atMost(PATIENCE).until(() -> firsts().size() == COUNT);

    assertThat(handledBy("second")).as("took over").isTrue();
    assertThat(firsts()).isEqualTo(IntStream.range(0, COUNT).boxed().toList());
    // What the first one handled, and the broker did not hear of when the line was cut, is handled
    // again, and nothing else.
    assertThat(numbers()).hasSizeLessThanOrEqualTo(COUNT + (cut ? PREFETCH : 0));
  }

  /** The last third when the active one is gone, so that something is left to the other. */
  private void putAll() {
    try {
      for (int i = 0; i < COUNT; i++) {
        if (i == 2 * GOES_AT) {
          gone.await();
        }
        peer.put(queue, String.valueOf(i));
      }
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
