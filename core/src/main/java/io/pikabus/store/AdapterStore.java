package io.pikabus.store;

import io.pikabus.JournalStatus;
import io.pikabus.UnavailableException;
import io.pikabus.text.Printable;
import io.pikabus.transaction.MessageStore;
import io.pikabus.transaction.TransactionalMessage;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages in the journal of a resource adapter, which takes part in their transaction and
 * sends them after it: see {@link HandOver}. Called from any thread.
 */
public final class AdapterStore implements MessageStore {

  private final String name;
  private final Supplier<@Nullable Object> lookup;

  /** Looked up again after it failed: the adapter may have been deployed anew. */
  private volatile HandOver.Taker.@Nullable Usable known;

  private volatile @Nullable Instant silentSince;

  /**
   * Looks up nothing yet.
   *
   * @param name of the adapter's connection factory in JNDI
   * @param lookup gives what lies there; null when nothing does
   */
  public AdapterStore(String name, Supplier<@Nullable Object> lookup) {
    this.name = name;
    this.lookup = lookup;
  }

  /** The adapter says so when the transaction commits. */
  @Override
  public void expect() {}

  @Override
  public Receipt store(List<TransactionalMessage> messages) {
    try {
      taker().consumer().accept(HandOver.write(messages));
    } catch (IllegalStateException | IllegalArgumentException ofThisTransaction) {
      known = null;
      throw new IllegalStateException(refusal(messages, ofThisTransaction), ofThisTransaction);
    } catch (UnavailableException absent) {
      throw absent;
    } catch (RuntimeException outage) {
      known = null;
      throw new UnavailableException(refusal(messages, outage), outage);
    }
    return HandedOver.RECEIPT;
  }

  private String refusal(List<TransactionalMessage> messages, RuntimeException refused) {
    return "%d messages could not be handed over to the resource adapter of '%s': %s"
        .formatted(messages.size(), name, Printable.of(refused.getMessage()));
  }

  private HandOver.Taker.Usable taker() {
    HandOver.Taker.Usable taker = known;
    return taker != null ? taker : found();
  }

  private HandOver.Taker.Usable found() {
    HandOver.Taker taker = HandOver.taker(lookup.get());
    if (taker instanceof HandOver.Taker.Unusable unusable) {
      throw new UnavailableException(
          "xa.connection-factory = '%s': %s".formatted(name, unusable.fault()), null);
    }
    HandOver.Taker.Usable usable = (HandOver.Taker.Usable) taker;
    known = usable;
    return usable;
  }

  /**
   * What the adapter says of itself now.
   *
   * @throws UnavailableException when nothing of that name takes messages, saying why
   */
  public AdapterDescription describe() {
    known = null;
    return found().description();
  }

  /** What lies in the journal, asked now. */
  public JournalStatus status() {
    try {
      AdapterDescription adapter = describe();
      silentSince = null;
      return adapter.journal();
    } catch (UnavailableException silent) {
      Instant since = silentSince;
      if (since == null) {
        since = Instant.now();
        silentSince = since;
      }
      return JournalStatus.unknown(since, String.valueOf(silent.getMessage()));
    }
  }

  /** The transaction manager tells the adapter itself how the transaction ended. */
  private enum HandedOver implements Receipt {
    RECEIPT;

    @Override
    public CompletableFuture<@Nullable Void> committed() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void abandoned() {}
  }
}
