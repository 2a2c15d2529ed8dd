package io.pikabus.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Notes what it is told to store, and what becomes of it. */
final class FakeStore implements MessageStore {

  private final List<String> events = new ArrayList<>();

  /** What whoever commits is given. */
  final CompletableFuture<Void> safe = new CompletableFuture<>();

  RuntimeException refusal;

  /** What is known before anything is stored. */
  RuntimeException known;

  @Override
  public void expect() {
    if (known != null) {
      throw known;
    }
  }

  @Override
  public Receipt store(List<TransactionalMessage> messages) {
    if (refusal != null) {
      throw refusal;
    }
    messages.forEach(each -> events.add("stored " + each.envelope().properties().messageId()));
    return new Receipt() {
      @Override
      public CompletableFuture<Void> committed() {
        events.add("committed");
        return safe;
      }

      @Override
      public void abandoned() {
        events.add("abandoned");
      }
    };
  }

  List<String> events() {
    return List.copyOf(events);
  }
}
