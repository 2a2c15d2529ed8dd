package io.pikabus.resource.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** To what a message belongs, by the thread's transaction and the connection's branch. */
class BelongingTest {

  @ParameterizedTest
  @CsvSource({
    "0, BRANCH, STRANGER",
    "1, ENDING, ENDING",
    "2, BRANCH, STRANGER",
    "3, BRANCH, NONE",
    "4, ENDING, ENDING",
    "5, BRANCH, STRANGER",
    "6, BRANCH, NONE",
    "7, BRANCH, STRANGER",
    "8, BRANCH, STRANGER",
    "9, ENDING, ENDING"
  })
  void each_status_has_its_answer(int status, Belonging enlisted, Belonging not) {
    assertThat(Belonging.of(true, status)).isEqualTo(enlisted);
    assertThat(Belonging.of(false, status)).isEqualTo(not);
  }

  @ParameterizedTest
  @ValueSource(ints = {Status.STATUS_ACTIVE, Status.STATUS_PREPARING, Status.STATUS_UNKNOWN})
  void nothing_leaves_at_once_while_there_may_be_a_transaction(int status) {
    assertThat(Belonging.of(false, status)).isNotEqualTo(Belonging.NONE);
  }
}
