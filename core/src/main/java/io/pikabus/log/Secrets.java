package io.pikabus.log;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Passwords that must not be seen, and texts without them. A password is found as it is, and with
 * any of its characters percent-encoded as in a URI, once or more often. Immutable.
 */
public final class Secrets {

  /** What stands in a text instead of a secret. */
  public static final String MASK = "***";

  /**
   * In UTF-16 units. What is shorter is no secret, and would be found in every other word. Longer
   * than the mask: each replacement makes a text shorter, so that masking ends.
   */
  public static final int SHORTEST = 4;

  /** No secret. */
  public static final Secrets NONE = new Secrets(null);

  private final @Nullable Pattern pattern;

  private Secrets(@Nullable Pattern pattern) {
    this.pattern = pattern;
  }

  /** Those of the secrets that are long enough. */
  public static Secrets of(Collection<String> secrets) {
    String alternatives =
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Secrets::pattern)
            .collect(Collectors.joining("|"));
    return alternatives.isEmpty() ? NONE : new Secrets(Pattern.compile(alternatives));
  }

  private static String pattern(String secret) {
    return secret.codePoints().mapToObj(Secrets::pattern).collect(Collectors.joining());
  }

  private static String pattern(int character) {
    String literal = Character.toString(character);
    StringBuilder encoded = new StringBuilder();
    for (byte octet : literal.getBytes(StandardCharsets.UTF_8)) {
      // The percent sign itself may be encoded: %40, %2540, %252540.
      encoded.append("%%(?:25)*(?i:%02X)".formatted(octet));
    }
    // A form writes a blank as a plus sign, which may be encoded in its turn.
    String blank = character == ' ' ? "|\\+|%(?:25)*2[Bb]" : "";
    return "(?:" + Pattern.quote(literal) + blank + "|" + encoded + ")";
  }

  /** The text with {@link #MASK} in place of each secret. It contains none then. */
  public String mask(String text) {
    if (pattern == null) {
      return text;
    }
    String masked = text;
    Matcher found = pattern.matcher(masked);
    // Again, since what stands on both sides of a mask may be a secret together with it.
    while (found.find()) {
      masked = found.replaceAll(Matcher.quoteReplacement(MASK));
      found = pattern.matcher(masked);
    }
    return masked;
  }

  /** Never the secrets. */
  @Override
  public String toString() {
    return pattern == null ? "no secrets" : "secrets";
  }
}
