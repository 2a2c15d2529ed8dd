package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.pikabus.PikaBus;
import io.pikabus.bus.Lane;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers to those who name their queue as an AMQP property, inside a transaction. */
@Timeout(120)
@Tag("slow")
class AnswersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static void ask(JtaTestBed bed, String in, String replyTo) throws Exception {
    bed.peer()
        .channel()
        .basicPublish(
            "",
            in,
            new AMQP.BasicProperties.Builder()
                .messageId(replyTo)
                .replyTo(replyTo)
                .correlationId("7")
                .build(),
            "ping".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void an_answer_leaves_with_the_work_and_one_that_nobody_wants_does_not_undo_it(Mode mode)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      String in = bed.peer().queue("in");
      PikaBus bus = mode.of(bed.node());
      AtomicInteger handled = new AtomicInteger();
      Lane lane =
          InboxTest.lane(
              bed,
              in,
              () -> {
                bed.insert("effect" + handled.incrementAndGet());
                bus.reply("pong");
              });
      ask(bed, in, "amq.gen-nobody");
      Channel channel = bed.peer().fresh();
      String replies = channel.queueDeclare().getQueue();
      ask(bed, in, replies);

      GetResponse answer =
          await("an answer")
              .atMost(PATIENCE)
              .pollInSameThread()
              .until(() -> channel.basicGet(replies, true), each -> each != null);
      assertThat(answer.getProps().getCorrelationId()).isEqualTo("7");
      assertThat(answer.getBody()).asString(StandardCharsets.UTF_8).isEqualTo("pong");
      Map<String, String> setAside = bed.failure();
      assertThat(setAside).containsEntry("body", "pong");
      assertThat(setAside.get("PikaBus.ErrorDetails")).contains("amq.gen-nobody");
      await().atMost(PATIENCE).until(() -> bed.peer().ready(in) == 0);
      lane.close();
      assertThat(bed.rows()).containsExactly("effect1", "effect2");
    }
  }
}
