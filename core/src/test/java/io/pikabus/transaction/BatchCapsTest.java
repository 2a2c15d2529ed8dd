package io.pikabus.transaction;

import static io.pikabus.transaction.FakeBroker.DISPATCH;
import static io.pikabus.transaction.FakeBroker.TIMEOUT;
import static io.pikabus.transaction.FakeBroker.held;
import static io.pikabus.transaction.FakeBroker.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A transaction is held in memory, so it is bounded. */
class BatchCapsTest {

  private static final int MEGABYTE = 1024 * 1024;

  private final FakeBroker broker = new FakeBroker();
  private final Batch batch = new Batch(DISPATCH);

  @Test
  void ten_thousand_messages_fit_and_not_one_more() {
    for (int i = 0; i < 10_000; i++) {
      batch.add(held(message("m" + i), broker, TIMEOUT));
    }
    assertThatThrownBy(() -> batch.add(held(message("more"), broker, TIMEOUT)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Command more to queue 'orders' was refused")
        .hasMessageContaining("already holds 10000 messages with 20000 bytes")
        .hasMessageContaining("Split the transaction.");
    batch.flush();
    assertThat(broker.published()).hasSize(10_000).doesNotContain("more");
  }

  @Test
  void sixty_four_megabytes_fit_and_not_one_byte_more() {
    byte[] megabyte = new byte[MEGABYTE];
    for (int i = 0; i < 64; i++) {
      batch.add(held(message("m" + i, megabyte), broker, TIMEOUT));
    }
    assertThatThrownBy(() -> batch.add(held(message("more", new byte[1]), broker, TIMEOUT)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("64 messages with 67108864 bytes");
    batch.add(held(message("empty", new byte[0]), broker, TIMEOUT));
    assertThat(batch.size()).isEqualTo(65);
  }

  @Test
  void a_message_that_was_refused_for_its_size_leaves_room_for_a_smaller_one() {
    batch.add(held(message("large", new byte[63 * MEGABYTE]), broker, TIMEOUT));
    assertThatThrownBy(
            () -> batch.add(held(message("larger", new byte[2 * MEGABYTE]), broker, TIMEOUT)))
        .isInstanceOf(IllegalStateException.class);
    batch.add(held(message("small", new byte[MEGABYTE]), broker, TIMEOUT));
    batch.flush();
    assertThat(broker.published()).containsExactly("large", "small");
  }
}
