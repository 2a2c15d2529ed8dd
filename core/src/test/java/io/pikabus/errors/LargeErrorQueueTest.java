package io.pikabus.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.GetResponse;
import io.pikabus.faults.QuorumQueue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Error queues of many messages, of quorum, and with two consoles at work. */
@Tag("slow")
class LargeErrorQueueTest {

  private static void fill(Stage stage, int messages) throws Exception {
    for (int i = 0; i < messages; i++) {
      Map<String, Object> headers = stage.headers("m" + i);
      headers.put("PikaBus.MessageType", i % 50 == 0 ? "shop.Rare" : "shop.Usual");
      stage.channel.basicPublish(
          "",
          stage.errors,
          Stage.properties(headers),
          ("body of m" + i).getBytes(StandardCharsets.UTF_8));
    }
    stage.channel.waitForConfirmsOrDie(60_000);
  }

  private static List<String> bodies(IntStream numbers) {
    return numbers.mapToObj(i -> "body of m" + i).toList();
  }

  @Test
  void of_ten_thousand_messages_some_are_retried_and_the_others_keep_their_order()
      throws Exception {
    int messages = 10_000;
    try (Stage stage = new Stage()) {
      fill(stage, messages);

      assertThat(stage.listed()).hasSize(messages);
      assertThat(stage.run("retry", "--type", "shop.Rare")).isZero();

      assertThat(stage.take(stage.orders, messages / 50))
          .extracting(Stage::body)
          .isEqualTo(bodies(IntStream.range(0, messages).filter(i -> i % 50 == 0)));
      int left = messages - messages / 50;
      stage.awaitReady(stage.errors, left);
      assertThat(stage.take(stage.errors, left))
          .extracting(Stage::body)
          .isEqualTo(bodies(IntStream.range(0, messages).filter(i -> i % 50 != 0)));
    }
  }

  @Test
  void a_quorum_queue_with_a_delivery_limit_loses_nothing_by_being_looked_at() throws Exception {
    int messages = 30;
    try (Stage stage = new Stage(QuorumQueue.limited(3))) {
      fill(stage, messages);
      List<String> ids = stage.listed();

      for (int i = 0; i < 8; i++) {
        stage.awaitReady(stage.errors, messages);
        assertThat(stage.listed()).as("list %d", i).containsExactlyInAnyOrderElementsOf(ids);
      }
      assertThat(stage.run("retry", "--type", "shop.Rare")).isZero();
      stage.awaitReady(stage.errors, messages - 1);
      assertThat(stage.run("retry", "--all")).isZero();

      assertThat(stage.take(stage.orders, messages))
          .hasSize(messages)
          .allSatisfy(
              each ->
                  assertThat(each.getProps().getHeaders())
                      .doesNotContainKeys("PikaBus.PossibleDuplicate", "x-delivery-count"));
      stage.awaitReady(stage.errors, 0);
    }
  }

  @Test
  void two_consoles_at_once_lose_nothing_and_send_nothing_twice() throws Exception {
    int messages = 300;
    ExecutorService consoles = Executors.newFixedThreadPool(2);
    try (Stage stage = new Stage()) {
      fill(stage, messages);
      List<Future<Integer>> exits = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        exits.add(consoles.submit(() -> stage.alone("retry", "--all")));
      }
      for (Future<Integer> exit : exits) {
        assertThat(exit.get()).isIn(Console.DONE, Console.NOT_ALL);
      }
      // What one of them held while the other looked.
      assertThat(stage.run("retry", "--all")).isIn(Console.DONE, Console.NOT_ALL);

      List<GetResponse> sent = stage.take(stage.orders, messages);
      assertThat(sent).hasSize(messages);
      assertThat(new HashSet<>(sent.stream().map(Stage::body).toList())).hasSize(messages);
      assertThat(stage.listed()).isEmpty();
    } finally {
      consoles.shutdownNow();
    }
  }
}
