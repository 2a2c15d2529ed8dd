package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class CloseReasonsTest {

  private static IOException closed(boolean connection, Method reason) {
    return new IOException(new ShutdownSignalException(connection, false, reason, null));
  }

  @Test
  void a_broker_that_shuts_down_refuses_no_message() {
    Method shutdown =
        new AMQP.Connection.Close.Builder()
            .replyCode(AMQP.CONNECTION_FORCED)
            .replyText("CONNECTION_FORCED - broker forced connection closure")
            .build();

    assertThat(CloseReasons.isBroken(closed(true, shutdown))).isTrue();
    assertThat(CloseReasons.isBroken(new IOException("Connection reset"))).isTrue();
  }

  @Test
  void a_fault_of_the_brokers_own_is_told_as_one() {
    Method fault =
        new AMQP.Connection.Close.Builder()
            .replyCode(AMQP.INTERNAL_ERROR)
            .replyText("INTERNAL_ERROR")
            .build();

    assertThat(CloseReasons.describe(closed(true, fault)))
        .isEqualTo("INTERNAL_ERROR, a fault of the broker's own; its log has the reason");
  }

  @Test
  void a_channel_closed_over_a_request_is_a_refusal() {
    Method missing =
        new AMQP.Channel.Close.Builder()
            .replyCode(AMQP.NOT_FOUND)
            .replyText("NOT_FOUND - no exchange")
            .build();

    assertThat(CloseReasons.isBroken(closed(false, missing))).isFalse();
  }

  @Test
  void a_request_without_an_answer_is_told_from_one_that_was_refused() {
    IOException silence = new IOException(new TimeoutException());

    assertThat(CloseReasons.isSilence(silence)).isTrue();
    assertThat(CloseReasons.isSilence(new IOException("Connection reset"))).isFalse();
    assertThat(ConsumeRefusal.of("orders", "'me'", silence))
        .satisfies(
            refusal -> {
              assertThat(refusal.reason()).contains("did not answer", "'orders'");
              assertThat(refusal.lasting()).isFalse();
            });
  }
}
