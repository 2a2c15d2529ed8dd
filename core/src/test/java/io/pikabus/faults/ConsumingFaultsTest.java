package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.SendException;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.FaultProxy.Way;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.Delivery;
import io.pikabus.rabbitmq.QueueConsumer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consuming over a network that fails, and channels that the broker closes. */
@Tag("broker")
@Timeout(90)
@Tag("slow")
class ConsumingFaultsTest extends ProxiedBroker {

  private static final int PREFETCH = 5;

  /** Class 60, method 20. */
  private static final byte[] BASIC_CONSUME = {0, 60, 0, 20};

  /**
   * It may last no longer than a tenth of a second, too short to be sure to see it in the status.
   */
  private static void awaitInterruption(Log log, String queue, String reason) {
    await()
        .untilAsserted(
            () ->
                assertThat(log.lines())
                    .anyMatch(
                        line ->
                            line.contains("Not consuming queue %s:".formatted(queue))
                                && line.contains(reason)));
  }

  private static BusStatus.State consumer(PikaBus bus) {
    return bus.status().consumers().get(0).state();
  }

  @Test
  void through_cuts_every_message_is_handled_in_order_and_the_prefetch_holds() throws Exception {
    int count = 300;
    List<Integer> handled = new CopyOnWriteArrayList<>();
    Semaphore permits = new Semaphore(0);
    String queue = peer.queue("cut");
    for (int i = 0; i < count; i++) {
      peer.put(queue, String.valueOf(i));
    }
    try (PikaBusClient bus = connect("prefetch", String.valueOf(PREFETCH))) {
      bus.consume(
          queue,
          String.class,
          text -> {
            permits.acquire();
            handled.add(Integer.valueOf(text));
          });
      for (int cut = 0; cut < 5; cut++) {
        int enough = 40 * (cut + 1);
        permits.release(enough - handled.size());
        await().until(() -> handled.size() >= enough);
        int accepted = proxy.accepted();
        proxy
            .link("pikabus-consuming")
            .cut(cut % 2 == 0 ? FaultProxy.Cut.RESET : FaultProxy.Cut.FINISH);
        await().until(() -> proxy.accepted() > accepted);
      }
      await().until(() -> consumer(bus) == BusStatus.State.WORKING);

      int sofar = handled.size();
      permits.release(20);
      await().until(() -> handled.size() >= sofar + 20);
      await().until(() -> listed(queue, "messages_unacknowledged") == PREFETCH);
      permits.release(count);

      await().until(() -> new HashSet<>(handled).size() == count);
      await().until(() -> listed(queue, "messages_unacknowledged") == 0);
      assertThat(handled.stream().distinct().toList())
          .isEqualTo(IntStream.range(0, count).boxed().toList());
      assertThat(handled.size() - count).isBetween(0, 5 * PREFETCH);
    }
  }

  @Test
  void a_deleted_queue_is_made_again_and_another_consumer_of_the_connection_never_notices()
      throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    String doomed = Outage.unique("doomed");
    String calm = Outage.unique("calm");
    try (Log log = new Log();
        PikaBusClient bus = connect("queue-type", "classic")) {
      bus.consume(doomed, String.class, handled::add);
      bus.consume(calm, String.class, handled::add);
      bus.send(doomed, "one");
      bus.send(calm, "two");
      await().until(() -> handled.size() == 2);
      List<String> before = consumersOf(calm);

      peer.delete(doomed);

      awaitInterruption(log, doomed, "was the queue deleted?");
      assertThat(bus.status().consumers().get(1).state()).isEqualTo(BusStatus.State.WORKING);
      await().until(() -> consumer(bus) == BusStatus.State.WORKING);
      bus.send(doomed, "three");
      bus.send(calm, "four");
      await().until(() -> handled.size() == 4);
      assertThat(consumersOf(calm)).hasSize(1).isEqualTo(before);
      assertThat(proxy.accepted()).isEqualTo(2);
    }
  }

  /** The channel of each. */
  private List<String> consumersOf(String queue) {
    return node.control("list_consumers", "queue_name", "channel_pid")
        .lines()
        .filter(line -> line.startsWith(queue + "\t"))
        .toList();
  }

  @Test
  void a_binding_that_was_taken_away_meanwhile_is_made_again_on_the_next_connection()
      throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    String queue = peer.queue("unbound");
    try (PikaBusClient bus = connect()) {
      bus.consume(queue, String.class, handled::add);
      await().until(() -> consumer(bus) == BusStatus.State.WORKING);
      peer.channel().queueUnbind(queue, "PikaBusDirect", queue);

      proxy.link("pikabus-consuming").cut(FaultProxy.Cut.RESET);

      await()
          .until(
              () -> {
                peer.channel().basicPublish("PikaBusDirect", queue, null, new byte[] {'!'});
                return handled.contains("!");
              });
    }
  }

  @Test
  void a_channel_closed_over_a_handler_that_took_too_long_is_opened_again() throws Exception {
    node.set("consumer_timeout", 1000);
    node.set("channel_tick_interval", 500);
    List<String> begun = new CopyOnWriteArrayList<>();
    CountDownLatch timedOut = new CountDownLatch(1);
    String slow = Outage.unique("slow");
    String calm = Outage.unique("calm");
    try (Log log = new Log();
        PikaBusClient bus = connect("queue-type", "classic")) {
      bus.consume(
          slow,
          String.class,
          text -> {
            begun.add(text + " " + bus.incoming().orElseThrow().redelivered());
            if (begun.size() == 1) {
              timedOut.await();
            }
          });
      bus.consume(calm, String.class, text -> {});

      bus.send(slow, "long");
      awaitInterruption(log, slow, "PRECONDITION_FAILED");
      assertThat(bus.status().consumers().get(1).state()).isEqualTo(BusStatus.State.WORKING);
      timedOut.countDown();

      await().untilAsserted(() -> assertThat(begun).containsExactly("long false", "long true"));
      await().until(() -> consumer(bus) == BusStatus.State.WORKING);
      assertThat(proxy.accepted()).isEqualTo(2);
    } finally {
      node.set("consumer_timeout", 1_800_000);
      node.set("channel_tick_interval", 60_000);
    }
  }

  @Test
  void a_message_too_large_is_refused_and_those_beside_it_are_confirmed() throws Exception {
    node.set("max_message_size", 1000);
    try (PikaBusClient bus = connect()) {
      String queue = peer.queue("small");
      Set<String> refused = new HashSet<>();
      Set<String> confirmed = new HashSet<>();
      bus.send(queue, "warm");
      List<Thread> threads =
          IntStream.range(0, 10)
              .mapToObj(
                  number ->
                      new Thread(
                          () -> {
                            for (int i = 0; i < 20; i++) {
                              boolean large = number == 3 && i == 10;
                              String text = number + "-" + i + (large ? "x".repeat(2000) : "");
                              try {
                                bus.send(queue, text);
                                synchronized (confirmed) {
                                  confirmed.add(text);
                                }
                              } catch (SendException failure) {
                                synchronized (refused) {
                                  refused.add(text.substring(0, 4) + failure.outcome());
                                }
                              }
                            }
                          }))
              .toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(confirmed).hasSize(199);
      assertThat(refused)
          .singleElement()
          .asString()
          .contains("3-10")
          .contains("Refused")
          .contains("larger than");
      assertThat(peer.takeAll(queue)).extracting(RawClient.Found::text).containsAll(confirmed);
      assertThat(proxy.accepted()).isEqualTo(1);
    } finally {
      node.set("max_message_size", 134_217_728);
    }
  }

  @Test
  void a_consumer_whose_opening_was_not_answered_in_time_keeps_no_message_to_itself()
      throws Exception {
    String queue = peer.queue("unanswered");
    List<String> handled = new CopyOnWriteArrayList<>();
    try (PikaBusClient bus = connect("connection-timeout", "PT1S", "prefetch", "1")) {
      bus.consume(queue, String.class, handled::add);
      proxy.once(BASIC_CONSUME, link -> link.stall(Way.TO_CLIENT));
      proxy.link("pikabus-consuming").cut(FaultProxy.Cut.RESET);
      await().until(() -> bus.status().consumers().get(0).reason().contains("Timeout"));
      peer.put(queue, "waiting");

      proxy.link("pikabus-consuming").flow();

      await().untilAsserted(() -> assertThat(handled).contains("waiting"));
      await().until(() -> consumer(bus) == BusStatus.State.WORKING);
      await().until(() -> listed(queue, "messages_unacknowledged") == 0);
      await().until(() -> consumersOf(queue).size() == 1);
    }
  }

  @Test
  void the_status_can_be_asked_while_a_broker_does_not_answer() throws Exception {
    String queue = peer.queue("mute");
    try (PikaBusClient bus = connect("connection-timeout", "PT4S")) {
      bus.consume(queue, String.class, text -> {});
      CountDownLatch mute = new CountDownLatch(1);
      proxy.once(
          BASIC_CONSUME,
          link -> {
            link.stall(Way.TO_CLIENT);
            mute.countDown();
          });
      proxy.link("pikabus-consuming").cut(FaultProxy.Cut.RESET);
      mute.await();
      long begin = System.nanoTime();

      BusStatus.State state = consumer(bus);

      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
      assertThat(state).isEqualTo(BusStatus.State.INTERRUPTED);
      proxy.link("pikabus-consuming").flow();
      await().until(() -> consumer(bus) == BusStatus.State.WORKING);
    }
  }

  @Test
  void a_silent_connection_is_given_up_and_consuming_goes_on() throws Exception {
    List<String> handled = new CopyOnWriteArrayList<>();
    String queue = peer.queue("silent");
    try (PikaBusClient bus = connect("heartbeat", "PT1S")) {
      bus.consume(queue, String.class, handled::add);
      proxy.link("pikabus-consuming").stall(Way.TO_BROKER, Way.TO_CLIENT);
      peer.put(queue, "meanwhile");

      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertThat(handled).contains("meanwhile"));
      await().until(() -> consumer(bus) == BusStatus.State.WORKING);
    }
  }

  @Test
  void a_consumer_cancelled_while_the_broker_answers_still_settles_what_was_delivered()
      throws Exception {
    String queue = peer.queue("cancelled");
    peer.put(queue, "work");
    try (BrokerClient client = new BrokerClient(settings().bus().connection())) {
      CompletableFuture<QueueConsumer> consuming = new CompletableFuture<>();
      proxy.once(BASIC_CONSUME, link -> consuming.join().cancel());
      QueueConsumer consumer = client.consume(settings().forQueue(queue));
      consuming.complete(consumer);

      Delivery delivery = consumer.poll(Duration.ofSeconds(10));
      assertThat(delivery).as("delivered before the consumer was gone").isNotNull();
      await().until(() -> consumersOf(queue).isEmpty());
      delivery.acknowledge();
      consumer.close();

      assertThat(peer.takeAll(queue)).isEmpty();
      peer.put(queue, "for somebody else");
      assertThat(peer.takeAll(queue)).hasSize(1);
    }
  }

  private IncomingSettings settings() {
    SettingsReader reader = new SettingsReader();
    IncomingSettings settings =
        reader.consuming(SettingSource.of(Outage.settings(node, proxy.port())));
    reader.throwFaults();
    return settings;
  }
}
