package io.pikabus.log;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Passwords that must not be seen, and texts without them. A password is found as it is, and with
 * any of its characters percent-encoded as in a URI, once or more often. Immutable.
 */
public final class Secrets implements Mask {

  /** What stands in a text instead of a secret. */
  public static final String MASK = "***";

  /**
   * In UTF-16 units. What is shorter is no secret, and would be found in every other word. Longer
   * than the mask: each replacement makes a text shorter, so that masking ends.
   */
  public static final int SHORTEST = 4;

  /** No secret. */
  public static final Secrets NONE = new Secrets(List.of());

  private final List<Secret> secrets;

  private Secrets(List<Secret> secrets) {
    this.secrets = secrets;
  }

  /** Those of the secrets that are long enough. */
  public static Secrets of(Collection<String> secrets) {
    return new Secrets(
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .distinct()
            .map(secret -> new Secret(secret.codePoints().toArray()))
            .toList());
  }

  /** The text contains no secret then. */
  @Override
  public String mask(String text) {
    String masked = text;
    String before;
    // Again, since what stands on both sides of a mask may be a secret together with it.
    do {
      before = masked;
      masked = maskedOnce(before);
    } while (masked.length() < before.length());
    return masked;
  }

  private String maskedOnce(String text) {
    StringBuilder masked = new StringBuilder();
    int copied = 0;
    int at = 0;
    while (at < text.length()) {
      int end = end(text, at);
      if (end > at) {
        masked.append(text, copied, at).append(MASK);
        copied = end;
      }
      at = Math.max(end, at + 1);
    }
    return copied == 0 ? text : masked.append(text, copied, text.length()).toString();
  }

  /** Where the longest secret ends that begins there; there when none does. */
  private int end(String text, int at) {
    int end = at;
    for (Secret secret : secrets) {
      end = Math.max(end, secret.end(text, at));
    }
    return end;
  }

  /** Never the secrets. */
  @Override
  public String toString() {
    return secrets.isEmpty() ? "no secrets" : "secrets";
  }

  /**
   * One of them. A token has thousands of characters: a regular expression of so many alternatives
   * ends in an overflow of the stack.
   */
  private static final class Secret {
    private final int[] characters;
    private final char first;

    Secret(int[] characters) {
      this.characters = characters;
      this.first = Character.toString(characters[0]).charAt(0);
    }

    /** Where it ends that begins there, by the longest reading; there when it does not begin. */
    int end(String text, int at) {
      char found = text.charAt(at);
      if (found != first && found != '%' && found != '+') {
        return at;
      }
      SortedSet<Integer> ends = new TreeSet<>(List.of(at));
      for (int character : characters) {
        SortedSet<Integer> next = new TreeSet<>();
        for (int end : ends) {
          read(text, end, character, next);
        }
        if (next.isEmpty()) {
          return at;
        }
        ends = next;
      }
      return ends.last();
    }

    /** Adds where a character ends that begins there, in each way in which it may be written. */
    private static void read(String text, int at, int character, SortedSet<Integer> ends) {
      String literal = Character.toString(character);
      if (text.startsWith(literal, at)) {
        ends.add(at + literal.length());
      }
      if (character == ' ') {
        // A form writes a blank as a plus sign, which may be encoded in its turn.
        if (text.startsWith("+", at)) {
          ends.add(at + 1);
        }
        ends.addAll(encoded(text, at, (byte) '+'));
      }
      if (text.startsWith("%", at)) {
        SortedSet<Integer> behind = new TreeSet<>(List.of(at));
        for (byte octet : literal.getBytes(StandardCharsets.UTF_8)) {
          SortedSet<Integer> next = new TreeSet<>();
          behind.forEach(end -> next.addAll(encoded(text, end, octet)));
          behind = next;
        }
        ends.addAll(behind);
      }
    }

    /** The percent sign itself may be encoded: %40, %2540, %252540. */
    private static SortedSet<Integer> encoded(String text, int at, byte octet) {
      SortedSet<Integer> ends = new TreeSet<>();
      if (text.startsWith("%", at)) {
        String digits = "%02X".formatted(octet);
        int behind = at + 1;
        boolean more = true;
        while (more) {
          if (text.regionMatches(true, behind, digits, 0, 2)) {
            ends.add(behind + 2);
          }
          more = text.startsWith("25", behind);
          behind += 2;
        }
      }
      return ends;
    }
  }
}
