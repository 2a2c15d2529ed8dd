package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.Destination;
import io.pikabus.IncomingMetadata;
import io.pikabus.SendOptions;
import io.pikabus.delay.DelayHeaders;
import io.pikabus.protocol.Deferral;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.HeaderRules;
import io.pikabus.protocol.IncomingHeaders;
import io.pikabus.protocol.MessageProperties;
import io.pikabus.protocol.SenderIdentity;
import io.pikabus.protocol.TimeFormat;
import io.pikabus.recovery.FailureHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.jspecify.annotations.Nullable;

/** Which messages have the same name in the inbox: those that are the same, and no others. */
class InboxKeyPropertyTest {

  private static final HeaderNames NAMES = new HeaderNames("PikaBus");
  private static final SenderIdentity SENDER =
      new SenderIdentity(NAMES, TimeFormat.LEGACY, "direct", "topic", null, true, true);
  private static final Instant NOW = Instant.parse("2026-11-24T06:31:56.123456Z");
  private static final String QUEUE = "orders";

  private static IncomingMetadata incoming(String queue, Map<String, @Nullable Object> headers) {
    return IncomingHeaders.read(queue, false, "direct", queue, null, headers, NAMES);
  }

  private static InboxKey key(String queue, Map<String, @Nullable Object> headers) {
    return InboxKey.of(incoming(queue, headers)).orElseThrow();
  }

  @Property(tries = 2000)
  void different_names_stay_different_however_a_column_compares_and_fit_into_it(
      @ForAll("texts") String queue,
      @ForAll("texts") String id,
      @ForAll("texts") String otherQueue,
      @ForAll("texts") String otherId) {
    Assume.that(!queue.equals(otherQueue) || !id.equals(otherId));
    InboxKey one = key(queue, Map.of(NAMES.messageId(), id));
    InboxKey other = key(otherQueue, Map.of(NAMES.messageId(), otherId));
    assertThat(folded(one)).isNotEqualTo(folded(other));
    for (String column : List.of(one.queue(), one.messageId())) {
      assertThat(column).matches("[!-~]{1,255}");
    }
    assertThat(key(queue, Map.of(NAMES.messageId(), id))).isEqualTo(one);
  }

  /** As the most careless of databases would compare them. */
  private static List<String> folded(InboxKey key) {
    return List.of(key.queue().toLowerCase(Locale.ROOT), key.messageId().toLowerCase(Locale.ROOT));
  }

  @Provide
  Arbitrary<String> texts() {
    StringArbitrary few = Arbitraries.strings().withChars("aAé #0\u0000ß-").ofMinLength(1);
    return Arbitraries.oneOf(
            few.ofMaxLength(3),
            few.ofMaxLength(600),
            Arbitraries.of(DifferentTexts.ALL),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(30))
        .filter(text -> !text.isBlank() && text.indexOf('\uFFFD') < 0);
  }

  /** What copies a message without making it another one. */
  enum Copy {
    POSSIBLE_DUPLICATE {
      @Override
      MessageProperties of(MessageProperties message, int step) {
        return with(message, NAMES.possibleDuplicate(), true);
      }
    },
    FAILED {
      @Override
      MessageProperties of(MessageProperties message, int step) {
        return FailureHeaders.after(message, NAMES, QUEUE, "failure " + step);
      }
    },
    TRIED_AGAIN_LATER {
      @Override
      MessageProperties of(MessageProperties message, int step) {
        return with(
            FAILED.of(message, step),
            NAMES.deferredTime(),
            TimeFormat.LEGACY.format(NOW.plusSeconds(step)));
      }
    },
    UNDELIVERABLE {
      @Override
      MessageProperties of(MessageProperties message, int step) {
        return FailureHeaders.undeliverable(message, NAMES, QUEUE, "no queue");
      }
    },
    DELAYED {
      @Override
      MessageProperties of(MessageProperties message, int step) {
        return new DelayHeaders(NOW.plusSeconds(step), QUEUE, "direct", "error", NAMES).on(message);
      }
    },
    DELIVERED_IN_TIME {
      @Override
      MessageProperties of(MessageProperties message, int step) {
        return DelayHeaders.takenOff(message.forwarded());
      }
    },
    REDELIVERED {
      @Override
      MessageProperties of(MessageProperties message, int step) {
        return with(message, "x-delivery-count", step);
      }
    };

    abstract MessageProperties of(MessageProperties message, int step);

    static MessageProperties with(MessageProperties message, String name, Object value) {
      Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
      headers.put(name, value);
      return message.withHeaders(headers);
    }
  }

  /** What a handler does with the message in hand. */
  enum SendingOn {
    SENT(true, null),
    SENT_BY_ITS_IDENTIFIER(false, null),
    DEFERRED(true, Duration.ofSeconds(1)),
    DEFERRED_FOR_LONGER(true, Duration.ofDays(1)),
    DEFERRED_BY_ITS_IDENTIFIER(false, Duration.ofSeconds(1)),
    SENT_BY_ANOTHER_THREAD(true, null);

    private final boolean allHeaders;
    private final @Nullable Duration delay;

    SendingOn(boolean allHeaders, @Nullable Duration delay) {
      this.allHeaders = allHeaders;
      this.delay = delay;
    }

    MessageProperties of(MessageProperties message, Instant now) {
      IncomingMetadata inHand = incoming(QUEUE, message.headers());
      Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
      if (!allHeaders) {
        headers.keySet().retainAll(Set.of(NAMES.messageId()));
      }
      return HeaderRules.envelope(
              new HeaderRules.Request(
                  new Destination.Queue(QUEUE),
                  "{}".getBytes(StandardCharsets.UTF_8),
                  "application/json",
                  "utf-8",
                  SendOptions.none().withHeaders(headers),
                  delay == null ? null : new Deferral(now.plus(delay), "error")),
              SENDER,
              this == SENT_BY_ANOTHER_THREAD ? null : inHand,
              now,
              () -> "new")
          .properties();
    }
  }

  private static MessageProperties first() {
    return HeaderRules.envelope(
            new HeaderRules.Request(
                new Destination.Queue(QUEUE),
                new byte[0],
                "text",
                "utf-8",
                SendOptions.none(),
                null),
            SENDER,
            null,
            NOW,
            () -> "e5b1")
        .properties();
  }

  @Property(tries = 1000)
  void copies_of_a_message_have_its_name_and_what_a_handler_sends_on_has_one_of_its_own(
      @ForAll List<SendingOn> sendings, @ForAll List<Copy> copies) {
    MessageProperties message = first();
    Set<InboxKey> before = new HashSet<>();
    Instant now = NOW;
    for (int hop = 0; hop <= sendings.size(); hop++) {
      InboxKey key = key(QUEUE, message.headers());
      assertThat(before).doesNotContain(key);
      before.add(key);
      int step = 0;
      for (Copy copy : copies) {
        message = copy.of(message, ++step);
        assertThat(key(QUEUE, message.headers())).as("%s", copy).isEqualTo(key);
      }
      if (hop < sendings.size()) {
        now = now.plusSeconds(1);
        MessageProperties sent = sendings.get(hop).of(message, now);
        // The same handling, repeated later.
        MessageProperties again = sendings.get(hop).of(message, now.plusSeconds(100));
        assertThat(key(QUEUE, again.headers())).isEqualTo(key(QUEUE, sent.headers()));
        message = sent;
      }
    }
  }

  @Property(tries = 200)
  void a_new_message_with_an_identifier_of_its_senders_has_the_name_of_that_identifier(
      @ForAll("texts") String id) {
    MessageProperties sent =
        HeaderRules.envelope(
                new HeaderRules.Request(
                    new Destination.Queue(QUEUE),
                    new byte[0],
                    "text",
                    "utf-8",
                    SendOptions.none().withHeader(NAMES.messageId(), shortened(id)),
                    null),
                SENDER,
                incoming(QUEUE, Map.of(NAMES.messageId(), "another")),
                NOW,
                () -> "never")
            .properties();
    assertThat(key(QUEUE, sent.headers()))
        .isEqualTo(key(QUEUE, Map.of(NAMES.messageId(), shortened(id))));
  }

  private static String shortened(String id) {
    return "id" + id.substring(0, Math.min(50, id.length()));
  }
}
