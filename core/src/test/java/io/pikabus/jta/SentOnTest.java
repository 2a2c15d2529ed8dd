package io.pikabus.jta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import io.pikabus.IncomingMetadata;
import io.pikabus.PikaBus;
import io.pikabus.SendOptions;
import io.pikabus.bus.Lane;
import io.pikabus.faults.Outage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handler sends on under the MessageId of the message in hand, to an inbox. */
@Timeout(120)
@Tag("slow")
class SentOnTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How a handler comes to send the message in hand to its own queue. */
  enum Way {
    DEFERRED_WITH_ALL_HEADERS {
      @Override
      void send(PikaBus bus, IncomingMetadata in) {
        bus.defer(in.queue(), "again", Duration.ofMillis(300), all(in));
      }
    },
    DEFERRED_WITH_THE_IDENTIFIER {
      @Override
      void send(PikaBus bus, IncomingMetadata in) {
        bus.defer(in.queue(), "again", Duration.ofMillis(300), identifier(in));
      }
    },
    SENT_WITH_ALL_HEADERS {
      @Override
      void send(PikaBus bus, IncomingMetadata in) {
        bus.send(in.queue(), "again", all(in));
      }
    },
    SENT_WITH_THE_IDENTIFIER {
      @Override
      void send(PikaBus bus, IncomingMetadata in) {
        bus.send(in.queue(), "again", identifier(in));
      }
    },
    SENT_BY_ANOTHER_THREAD_WITH_ALL_HEADERS {
      @Override
      void send(PikaBus bus, IncomingMetadata in) {
        CompletableFuture.runAsync(() -> bus.send(in.queue(), "again", all(in))).join();
      }
    };

    abstract void send(PikaBus bus, IncomingMetadata in);
  }

  static SendOptions all(IncomingMetadata in) {
    SendOptions options = SendOptions.none();
    for (Map.Entry<String, @Nullable Object> header : in.headers().entrySet()) {
      options = options.withHeader(header.getKey(), header.getValue());
    }
    return options;
  }

  static SendOptions identifier(IncomingMetadata in) {
    return SendOptions.none().withHeader("PikaBus.MessageId", in.messageId());
  }

  @ParameterizedTest
  @EnumSource
  void a_message_that_its_handler_sends_to_its_own_queue_is_handled_each_time(Way way)
      throws Exception {
    try (JtaTestBed bed = new JtaTestBed(Engine.H2)) {
      String in = bed.peer().queue("in");
      PikaBus bus = bed.bus(Mode.OUTBOX);
      List<IncomingMetadata> handled = new CopyOnWriteArrayList<>();
      Lane lane =
          InboxTest.lane(
              bed,
              in,
              () -> {
                IncomingMetadata message = bus.incoming().orElseThrow();
                handled.add(message);
                bed.insert("effect" + handled.size());
                if (handled.size() < 4) {
                  way.send(bus, message);
                }
              });
      bus.send(in, "first");

      await().atMost(PATIENCE).until(() -> handled.size() == 4);
      bed.awaitNothingStored();
      assertThat(handled)
          .extracting(IncomingMetadata::messageId)
          .containsOnly(handled.get(0).messageId());
      for (IncomingMetadata each : handled) {
        deliverAgain(bed, each);
      }
      bus.send(in, "last");
      await().atMost(PATIENCE).until(() -> handled.size() == 5);
      await().atMost(PATIENCE).until(() -> bed.peer().ready(in) == 0);
      lane.close();
      assertThat(bed.rows()).containsExactly("effect1", "effect2", "effect3", "effect4", "effect5");
    }
  }

  @ParameterizedTest
  @EnumSource
  void parts_that_are_sent_on_under_one_identifier_are_all_handled(Engine engine) throws Exception {
    try (JtaTestBed bed = new JtaTestBed(engine)) {
      String in = bed.peer().queue(Outage.unique("in"));
      String parts = bed.peer().queue(Outage.unique("parts"));
      PikaBus bus = bed.bus(Mode.OUTBOX);
      List<String> handled = new CopyOnWriteArrayList<>();
      Lane splitter =
          InboxTest.lane(
              bed,
              in,
              () -> {
                IncomingMetadata message = bus.incoming().orElseThrow();
                bus.send(parts, "one", all(message));
                bus.send(parts, "two", identifier(message));
                bus.defer(parts, "two", Duration.ofMillis(100), all(message));
                bus.defer(parts, "two", Duration.ofMillis(200), all(message));
              });
      Lane handler =
          InboxTest.lane(bed, parts, () -> handled.add(bus.incoming().orElseThrow().messageId()));
      bus.send(in, "whole");
      await().atMost(PATIENCE).until(() -> handled.size() == 4);
      splitter.close();
      handler.close();
      assertThat(handled).hasSize(4).containsOnly(handled.get(0));
    }
  }

  private static void deliverAgain(JtaTestBed bed, IncomingMetadata message) throws Exception {
    bed.peer()
        .channel()
        .basicPublish(
            "",
            message.queue(),
            new AMQP.BasicProperties.Builder().headers(message.headers()).build(),
            "again".getBytes(StandardCharsets.UTF_8));
  }
}
