package io.pikabus.payload;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a JSON text once, before it is decoded, for what a parser takes in silence or never
 * gets through: nesting, numbers without end, text behind the value, a name twice in one object.
 * Whether it is JSON at all is the parser's to say. Takes time in proportion to the length, and
 * memory in proportion to the names of the objects that are open.
 */
final class JsonScan {

  /** Deeper, and a parser that recurses would need more stack than a thread has. */
  static final int DEEPEST = 200;

  /** Longer, and arithmetic with the number takes seconds: it grows with the square. */
  static final int LONGEST_NUMBER = 400;

  private static final int FEW = 16;
  private static final int LARGE_NUMBER = 300;

  private final byte[] text;
  private final boolean strict;
  private Level[] levels = {new Level(), new Level(), new Level(), new Level()};

  private int[] names = new int[2 * FEW];
  private int nameCount;
  private boolean nameNext;
  private int depth;
  private int at;

  /** An array or object that is open. */
  private static final class Level {
    private boolean object;
    private int firstName;
    private @Nullable Set<String> many;
  }

  private JsonScan(byte[] text, boolean strict) {
    this.text = text;
    this.strict = strict;
  }

  /**
   * Looks through a text.
   *
   * @param strict whether text behind the value and a repeated name are faults, too
   * @throws IllegalArgumentException saying what cannot be taken, and where
   */
  static void check(byte[] text, boolean strict) {
    new JsonScan(text, strict).run();
  }

  private void run() {
    while (at < text.length) {
      byte next = text[at];
      if (isSpace(next)) {
        at++;
        continue;
      }
      value(next);
      if (depth <= 0 && next != ',' && next != ':') {
        end();
        return;
      }
    }
  }

  private void value(byte next) {
    switch (next) {
      case '{', '[' -> open(next == '{');
      case '}', ']' -> close();
      case ',' -> {
        nameNext = levels[depth].object;
        at++;
      }
      case ':' -> at++;
      case '"' -> string();
      default -> {
        if (next == '-' || next >= '0' && next <= '9') {
          number();
        } else {
          word();
        }
      }
    }
  }

  private void open(boolean object) {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException(
          "it is nested more than %d levels deep, at byte %d".formatted(DEEPEST, at));
    }
    if (depth == levels.length) {
      int more = 2 * depth;
      levels = Arrays.copyOf(levels, more);
      for (int i = depth; i < more; i++) {
        levels[i] = new Level();
      }
    }
    levels[depth].object = object;
    levels[depth].firstName = nameCount;
    levels[depth].many = null;
    nameNext = object;
    at++;
  }

  private void close() {
    if (depth > 0) {
      nameCount = levels[depth].firstName;
      depth--;
    }
    nameNext = false;
    at++;
  }

  private void string() {
    int start = ++at;
    while (at < text.length && text[at] != '"') {
      at += text[at] == '\\' ? 2 : 1;
    }
    int end = Math.min(at, text.length);
    at = end + 1;
    if (nameNext) {
      nameNext = false;
      if (strict) {
        name(start, end);
      }
    }
  }

  private void name(int start, int end) {
    Level level = levels[depth];
    boolean repeated =
        level.many != null
            ? !level.many.add(text(start, end))
            : isAmongTheFew(level.firstName, start, end);
    if (repeated) {
      throw new IllegalArgumentException(
          "an object has the name \"%.60s\" twice, at byte %d".formatted(text(start, end), start));
    }
    if (level.many == null) {
      add(level, start, end);
    }
  }

  private void add(Level level, int start, int end) {
    if (2 * nameCount == names.length) {
      names = Arrays.copyOf(names, 2 * names.length);
    }
    names[2 * nameCount] = start;
    names[2 * nameCount + 1] = end;
    nameCount++;
    if (nameCount - level.firstName > FEW) {
      Set<String> many = new HashSet<>();
      for (int i = level.firstName; i < nameCount; i++) {
        many.add(text(names[2 * i], names[2 * i + 1]));
      }
      level.many = many;
    }
  }

  private boolean isAmongTheFew(int first, int start, int end) {
    for (int i = first; i < nameCount; i++) {
      if (Arrays.equals(text, names[2 * i], names[2 * i + 1], text, start, end)) {
        return true;
      }
    }
    return false;
  }

  private void number() {
    int start = at;
    boolean exponent = false;
    while (at < text.length && isOfNumber(text[at])) {
      exponent |= text[at] == 'e' || text[at] == 'E';
      at++;
    }
    int length = at - start;
    if (length > LONGEST_NUMBER) {
      throw new IllegalArgumentException(
          "a number has %d characters, at byte %d; it may have %d"
              .formatted(length, start, LONGEST_NUMBER));
    }
    if ((exponent || length > LARGE_NUMBER) && isOutOfBounds(text(start, at))) {
      throw new IllegalArgumentException(
          "the number %.40s, at byte %d, is larger than every double, or its exponent too small"
              .formatted(text(start, at), start));
    }
  }

  /** Malformed numbers are the parser's to find. */
  private static boolean isOutOfBounds(String number) {
    try {
      return Double.isInfinite(Double.parseDouble(number))
          || new BigDecimal(number).scale() > 2 * LONGEST_NUMBER;
    } catch (NumberFormatException malformed) {
      return false;
    }
  }

  /** Literals, and whatever else stands where a value should. */
  private void word() {
    do {
      at++;
    } while (at < text.length && !isSpace(text[at]) && ",:{}[]\"".indexOf(text[at]) < 0);
  }

  private void end() {
    while (at < text.length && isSpace(text[at])) {
      at++;
    }
    if (strict && at < text.length) {
      throw new IllegalArgumentException(
          "there is more text behind its end, at byte %d of %d".formatted(at, text.length));
    }
  }

  private static boolean isSpace(byte each) {
    return each == ' ' || each == '\n' || each == '\r' || each == '\t';
  }

  private static boolean isOfNumber(byte each) {
    return each >= '0' && each <= '9'
        || each == '.'
        || each == 'e'
        || each == 'E'
        || each == '+'
        || each == '-';
  }

  private String text(int start, int end) {
    return new String(text, start, end - start, StandardCharsets.UTF_8);
  }
}
