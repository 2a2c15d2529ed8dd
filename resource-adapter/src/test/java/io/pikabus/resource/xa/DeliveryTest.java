package io.pikabus.resource.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.SendOutcome;
import io.pikabus.journal.BranchId;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.MessagePublisher;
import io.pikabus.store.BatchOutcome;
import io.pikabus.time.Deadline;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.TransactionalMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Attempts to deliver one branch. */
class DeliveryTest {

  private static final BranchId BRANCH = BranchId.of(1, new byte[] {1}, new byte[] {1});
  private static final PostCommitSender SENDER = new PostCommitSender(Runnable::run);

  private final List<String> published = new ArrayList<>();
  private final Map<String, SendOutcome> answers = new HashMap<>();

  private final MessagePublisher publisher =
      new MessagePublisher() {
        @Override
        public CompletableFuture<SendOutcome> publish(Envelope envelope, Deadline deadline) {
          String id = envelope.properties().messageId();
          boolean marked =
              Boolean.TRUE.equals(envelope.properties().headers().get("PikaBus.PossibleDuplicate"));
          boolean forErrors = envelope.address().routingKey().equals("error");
          published.add(id + (marked ? " again" : "") + (forErrors ? " as failed" : ""));
          return CompletableFuture.completedFuture(
              answers.getOrDefault(id, new SendOutcome.Confirmed()));
        }
      };

  private final List<TransactionalMessage> messages =
      List.of(
          Messages.to("orders", "a", publisher),
          Messages.to("orders", "b", publisher),
          Messages.to("orders", "c", publisher));

  private BatchOutcome attempt(Delivery delivery) {
    published.clear();
    return delivery.attempt(messages, SENDER).join();
  }

  @Test
  void what_is_with_the_broker_is_not_sent_again() {
    Delivery delivery = new Delivery(BRANCH, false);
    answers.put("b", new SendOutcome.Unknown(SendOutcome.Cause.TIMED_OUT, "no answer"));
    assertThat(attempt(delivery)).isInstanceOf(BatchOutcome.Released.class);
    assertThat(published).containsExactly("a", "b", "c");
    assertThat(delivery.failures()).isOne();

    answers.clear();
    assertThat(attempt(delivery)).isInstanceOf(BatchOutcome.Delivered.class);
    assertThat(published).containsExactly("b again");
    assertThat(delivery.failures()).isZero();
  }

  @Test
  void what_may_be_there_since_before_a_restart_is_marked() {
    assertThat(attempt(new Delivery(BRANCH, true))).isInstanceOf(BatchOutcome.Delivered.class);
    assertThat(published).containsExactly("a again", "b again", "c again");
  }

  @Test
  void what_neither_its_queue_nor_the_error_queue_takes_is_stuck() {
    Delivery delivery = new Delivery(BRANCH, false);
    answers.put("c", new SendOutcome.Refused("the queue is full"));
    assertThat(attempt(delivery)).isInstanceOf(BatchOutcome.Stuck.class);
    assertThat(published).containsExactly("a", "b", "c", "c as failed");
    assertThat(attempt(delivery)).isInstanceOf(BatchOutcome.Stuck.class);
    assertThat(published).containsExactly("c again", "c again as failed");
    assertThat(delivery.failures()).isEqualTo(2);
  }

  @Test
  void a_branch_without_messages_is_delivered() {
    assertThat(new Delivery(BRANCH, false).attempt(List.of(), SENDER).join())
        .isInstanceOf(BatchOutcome.Delivered.class);
  }
}
