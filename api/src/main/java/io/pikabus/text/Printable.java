package io.pikabus.text;

import org.jspecify.annotations.Nullable;

/**
 * Text that came from elsewhere, as it may stand in a log line or in the message of an exception:
 * on one line, without characters that a terminal obeys, and of bounded length. Pure.
 */
public final class Printable {

  /** In characters; what is longer is cut. Longer than any name that AMQP knows. */
  public static final int LONGEST = 500;

  private Printable() {}

  /** The text; {@code null} becomes "null". */
  public static String of(@Nullable Object text) {
    return of(text, LONGEST);
  }

  /**
   * The text, cut behind so many characters.
   *
   * @param most of the text's own, before any is escaped
   */
  public static String of(@Nullable Object text, int most) {
    String whole = String.valueOf(text);
    if (whole.length() <= most && whole.chars().noneMatch(Printable::mayHarm)) {
      return whole;
    }
    StringBuilder printable = new StringBuilder();
    int end = Math.min(whole.length(), most);
    for (int at = 0; at < end; ) {
      int character = whole.codePointAt(at);
      append(printable, character);
      at += Character.charCount(character);
    }
    if (whole.length() > most) {
      printable.append("… (").append(whole.length()).append(" characters)");
    }
    return printable.toString();
  }

  private static void append(StringBuilder printable, int character) {
    switch (character) {
      case '\n' -> printable.append("\\n");
      case '\r' -> printable.append("\\r");
      case '\t' -> printable.append("\\t");
      default -> {
        if (isObeyed(character)) {
          printable.append("\\u%04X".formatted(character));
        } else {
          printable.appendCodePoint(character);
        }
      }
    }
  }

  private static boolean mayHarm(int unit) {
    return Character.isSurrogate((char) unit) || isObeyed(unit);
  }

  /** Controls, line separators, marks that turn the direction of writing, and half characters. */
  private static boolean isObeyed(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
