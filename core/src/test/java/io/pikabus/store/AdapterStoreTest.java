package io.pikabus.store;

import static io.pikabus.store.HandOverPropertyTest.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.JournalStatus;
import io.pikabus.UnavailableException;
import io.pikabus.transaction.MessageStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What becomes of messages that are handed over, and what is said of whoever cannot take them. */
class AdapterStoreTest {

  private static final String NAME = "java:/eis/pikabus";

  private static final JournalStatus JOURNAL =
      JournalStatus.builder()
          .inDoubt(1, null)
          .undelivered(2, null)
          .undeliverable(3)
          .reason("Look.")
          .build();

  /** As a connection factory of another class loader would be. */
  private static final class Adapter
      implements Consumer<List<byte[]>>, Supplier<Map<String, String>> {

    private final List<List<byte[]>> taken = new ArrayList<>();
    private Map<String, String> texts =
        AdapterDescription.ofThisRelease("1.2.3", "rabbit:5672", "/").holding(JOURNAL).texts();
    private RuntimeException refusal;
    private RuntimeException silence;

    Adapter saying(String key, String text) {
      texts = new HashMap<>(texts);
      texts.put(key, text);
      return this;
    }

    @Override
    public void accept(List<byte[]> messages) {
      if (refusal != null) {
        throw refusal;
      }
      taken.add(messages);
    }

    @Override
    public Map<String, String> get() {
      if (silence != null) {
        throw silence;
      }
      return texts;
    }
  }

  private final Adapter adapter = new Adapter();
  private final AtomicInteger lookups = new AtomicInteger();
  private Object there = adapter;

  private final AdapterStore store =
      new AdapterStore(
          NAME,
          () -> {
            lookups.incrementAndGet();
            return there;
          });

  private MessageStore.Receipt hand(int... numbers) {
    return store.store(
        java.util.Arrays.stream(numbers).mapToObj(each -> message(each, new byte[each])).toList());
  }

  private void assertUnusable(Object found, String... words) {
    there = found;
    assertThatThrownBy(store::describe)
        .isInstanceOf(UnavailableException.class)
        .hasMessageStartingWith("xa.connection-factory = 'java:/eis/pikabus': ")
        .message()
        .contains(words);
    assertThatThrownBy(() -> hand(1)).isInstanceOf(UnavailableException.class);
    assertThat(adapter.taken).isEmpty();
  }

  @Test
  void messages_are_handed_over_together_and_their_sender_waits_for_nothing_more() {
    MessageStore.Receipt receipt = hand(1, 2, 3);
    assertThat(adapter.taken).hasSize(1);
    assertThat(HandOver.read(adapter.taken.get(0)))
        .extracting(each -> each.envelope().properties().messageId())
        .containsExactly("id 1", "id 2", "id 3");
    assertThat(receipt.committed()).isCompleted();
    hand(4).abandoned();
    assertThat(adapter.taken).hasSize(2);
    assertThat(lookups).hasValue(1);
  }

  @Test
  void nothing_there_is_told() {
    assertUnusable(null, "there is nothing of that name", "Deploy pikabus.rar");
  }

  @Test
  void something_of_another_kind_is_named() {
    assertUnusable("a datasource, say", "that is a java.lang.String", "Write the JNDI name of one");
    Supplier<String> other = () -> "no map";
    assertUnusable(other, "and no connection factory of a pikabus.rar");
  }

  @Test
  void something_that_only_looks_alike_is_not_taken_for_an_adapter() {
    adapter.texts = Map.of("release", "7");
    assertUnusable(adapter, "AdapterStoreTest$Adapter", "no connection factory of a pikabus.rar");
  }

  @Test
  void an_adapter_that_reads_less_than_is_written_is_refused_with_both_releases_formats() {
    adapter.saying("pikabus.envelope-format", "0");
    assertUnusable(
        adapter,
        "that is pikabus.rar 1.2.3",
        "envelopes up to format 0",
        "with format 1",
        "Deploy the pikabus.rar of the application's release");
  }

  @Test
  void an_adapter_with_another_layout_is_refused() {
    adapter.saying("pikabus.hand-over", "2");
    assertUnusable(adapter, "takes messages in layout 2", "hands them over in layout 1");
  }

  @Test
  void a_later_adapter_that_says_more_is_taken() {
    adapter.saying("pikabus.envelope-format", "9").saying("what is new", "then");
    hand(1);
    assertThat(adapter.taken).hasSize(1);
  }

  @Test
  void an_adapter_that_does_not_run_is_told() {
    adapter.silence = new IllegalStateException("The resource adapter is stopped.");
    assertUnusable(adapter, "does not answer: The resource adapter is stopped.", "Start it");
  }

  @Test
  void a_refusal_of_this_transaction_is_no_outage() {
    adapter.refusal = new IllegalStateException("too much");
    assertThatThrownBy(() -> hand(1, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "2 messages could not be handed over to the resource adapter of 'java:/eis/pikabus': too much")
        .hasCause(adapter.refusal);
  }

  @Test
  void anything_else_is_an_outage_and_the_next_transaction_looks_anew() {
    hand(1);
    adapter.refusal = new UnsupportedOperationException("the pool is gone");
    assertThatThrownBy(() -> hand(2))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("the pool is gone");
    Adapter deployedAnew = new Adapter();
    there = deployedAnew;
    hand(3);
    assertThat(deployedAnew.taken).hasSize(1);
    assertThat(lookups).hasValue(2);
  }

  @Test
  void the_status_says_what_lies_in_the_journal_or_since_when_it_is_unknown() {
    assertThat(store.status()).isEqualTo(JOURNAL);
    there = null;
    JournalStatus unknown = store.status();
    assertThat(unknown.isKnown()).isFalse();
    assertThat(unknown.undelivered()).isEqualTo(JournalStatus.UNKNOWN);
    assertThat(unknown.reason()).contains(NAME, "there is nothing of that name");
    assertThat(store.status().unknownSince()).isEqualTo(unknown.unknownSince());
    there = adapter;
    assertThat(store.status().isKnown()).isTrue();
  }
}
