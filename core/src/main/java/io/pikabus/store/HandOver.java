package io.pikabus.store;

import io.pikabus.store.EnvelopeFormat.Content;
import io.pikabus.transaction.TransactionalMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How an application hands the messages of a transaction over to a resource adapter. Each has a
 * class loader of its own, and may be of another release, so only types of the JDK pass between
 * them. The connection factory that JNDI returns is also
 *
 * <ul>
 *   <li>a {@code Consumer<List<byte[]>>}: takes messages into the calling thread's JTA transaction,
 *       in their order, with all or none of them. Two elements a message: its envelope as {@link
 *       EnvelopeFormat} writes it, and its body. It throws an {@link IllegalStateException} or an
 *       {@link IllegalArgumentException} if this transaction cannot take them, and another {@link
 *       RuntimeException} if no transaction can at present.
 *   <li>a {@code Supplier<Map<String, String>>}: the texts of an {@link AdapterDescription}. It
 *       throws an {@link IllegalStateException} if the adapter does not run.
 * </ul>
 *
 * <p>Both are called from any thread. Pure.
 */
public final class HandOver {

  /** Of the layout that the elements of a list have. A new one gets a new number. */
  static final int LAYOUT = 1;

  private HandOver() {}

  /** As they are handed over. */
  public static List<byte[]> write(List<TransactionalMessage> messages) {
    List<byte[]> parts = new ArrayList<>(2 * messages.size());
    for (TransactionalMessage message : messages) {
      parts.add(
          EnvelopeFormat.write(
              new Content(message.envelope(), message.timeout(), message.errors())));
      parts.add(message.envelope().body());
    }
    return parts;
  }

  /**
   * Reads what was handed over.
   *
   * @throws IllegalArgumentException when it was not written by this class, or by a newer one
   */
  public static List<Content> read(List<byte[]> parts) {
    if (parts.size() % 2 != 0) {
      throw new IllegalArgumentException(
          "Messages were handed over in %d parts, and each has two.".formatted(parts.size()));
    }
    List<Content> messages = new ArrayList<>(parts.size() / 2);
    for (int i = 0; i < parts.size(); i += 2) {
      messages.add(EnvelopeFormat.read(parts.get(i), parts.get(i + 1)));
    }
    return messages;
  }

  /**
   * Whether messages can be handed over to what JNDI returned.
   *
   * @param found null where there is nothing
   */
  static Taker taker(@Nullable Object found) {
    if (found == null) {
      return new Taker.Unusable(
          "there is nothing of that name. Deploy pikabus.rar, and write the JNDI name of its connection factory, as the server knows it.");
    }
    if (!(found instanceof Consumer && found instanceof Supplier)) {
      return stranger(found);
    }
    try {
      AdapterDescription description = AdapterDescription.of(((Supplier<?>) found).get());
      return description == null ? stranger(found) : compared(found, description);
    } catch (RuntimeException silent) {
      return new Taker.Unusable(
          "its resource adapter does not answer: %s Start it.".formatted(silent.getMessage()));
    }
  }

  private static Taker stranger(Object found) {
    return new Taker.Unusable(
        "that is a %s, and no connection factory of a pikabus.rar to which channels can hand messages over. Write the JNDI name of one, or deploy the pikabus.rar of this release."
            .formatted(found.getClass().getName()));
  }

  @SuppressWarnings("unchecked") // The description says of which elements the lists are.
  private static Taker compared(Object found, AdapterDescription description) {
    return description.layout() == LAYOUT && description.envelopes() >= EnvelopeFormat.VERSION
        ? new Taker.Usable((Consumer<List<byte[]>>) found, description)
        : new Taker.Unusable(
            "that is pikabus.rar %s, which takes messages in layout %d with envelopes up to format %d, and this application hands them over in layout %d with format %d. Deploy the pikabus.rar of the application's release, or a later one with this layout."
                .formatted(
                    description.release(),
                    description.layout(),
                    description.envelopes(),
                    LAYOUT,
                    EnvelopeFormat.VERSION));
  }

  /** What JNDI returned, looked at. */
  sealed interface Taker {

    /** It takes messages. */
    record Usable(Consumer<List<byte[]>> consumer, AdapterDescription description)
        implements Taker {}

    /**
     * It takes none.
     *
     * @param fault what was found, and what to do
     */
    record Unusable(String fault) implements Taker {}
  }
}
