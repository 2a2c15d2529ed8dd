package io.pikabus.config;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Which messages somebody takes, by their {@code MessageType}: one type exactly ({@code
 * shop.PlaceOrder}), all that begin alike ({@code shop.*}), or the rest ({@code *}), to which
 * messages without a type belong. Upper and lower case differ.
 *
 * @param text as it was written
 */
public record TypePattern(String text) {

  private static final String ANYTHING = "*";

  /** All that nobody else takes, and what has no type. */
  public static final TypePattern REST = new TypePattern(ANYTHING);

  /** The most specific comes first: exact, then the longer prefix, then the rest. */
  public static final Comparator<TypePattern> MOST_SPECIFIC_FIRST =
      Comparator.comparing(TypePattern::isPrefix)
          .thenComparing(pattern -> -pattern.text().length())
          .thenComparing(TypePattern::text);

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is blank, or a star is not its last character
   */
  public TypePattern {
    int star = text.indexOf(ANYTHING);
    if (text.isBlank() || (star >= 0 && star < text.length() - 1)) {
      throw new IllegalArgumentException(
          "'%s' names no message types. Write one in full such as shop.PlaceOrder, a beginning such as shop.*, or * for the rest."
              .formatted(text));
    }
  }

  /** Whether more than one type can match it. */
  public boolean isPrefix() {
    return text.endsWith(ANYTHING);
  }

  /** Whether it takes what nobody else takes. */
  public boolean isRest() {
    return equals(REST);
  }

  /**
   * Whether it matches a message.
   *
   * @param messageType null when the message has none
   */
  public boolean matches(@Nullable String messageType) {
    if (messageType == null || isRest()) {
      return isRest();
    }
    return isPrefix()
        ? messageType.startsWith(text.substring(0, text.length() - 1))
        : messageType.equals(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
