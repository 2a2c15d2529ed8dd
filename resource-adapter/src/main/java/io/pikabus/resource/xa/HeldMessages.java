package io.pikabus.resource.xa;

import io.pikabus.transaction.MessageStore;
import io.pikabus.transaction.TransactionalMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes the messages of a branch when it is prepared: they lie in the journal then. */
final class HeldMessages implements MessageStore, MessageStore.Receipt {

  private volatile List<TransactionalMessage> messages = List.of();

  /** The journal says so when the branch is prepared. */
  @Override
  public void expect() {}

  @Override
  public Receipt store(List<TransactionalMessage> sent) {
    messages = List.copyOf(sent);
    return this;
  }

  /** In the order of sending; none before the branch is prepared. */
  List<TransactionalMessage> messages() {
    return messages;
  }

  @Override
  public CompletableFuture<@Nullable Void> committed() {
    messages = List.of();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void abandoned() {
    messages = List.of();
  }
}
