package io.pikabus.fuzz;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values made of a fuzzer's octets, one after the other; whatever is missing at the end is 0. */
public final class Input {

  private static final int DEEPEST = 4;

  private final byte[] octets;
  private int at;

  public Input(byte[] octets) {
    this.octets = octets;
  }

  public boolean hasMore() {
    return at < octets.length;
  }

  /** From 0 to 255. */
  public int octet() {
    return at < octets.length ? octets[at++] & 0xFF : 0;
  }

  /** Any. */
  public long number() {
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << 8 | octet();
    }
    return number;
  }

  /** Octets with a length in front. */
  public byte[] some() {
    int length = Math.min(octet() << 8 | octet(), octets.length - at);
    byte[] some = Arrays.copyOfRange(octets, at, at + length);
    at += length;
    return some;
  }

  /** All that is left. */
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(octets, at, octets.length);
    at = octets.length;
    return rest;
  }

  /** Text with a length in front. */
  public String text() {
    return new String(some(), StandardCharsets.UTF_8);
  }

  /** One of these. */
  public <T> T oneOf(List<T> choices) {
    return choices.get(octet() % choices.size());
  }

  /** What the header of a message can be. */
  public @Nullable Object value() {
    return value(0);
  }

  private @Nullable Object value(int depth) {
    return switch (octet() % (depth < DEEPEST ? 12 : 10)) {
      case 0, 1, 2 -> text();
      case 3 -> number();
      case 4 -> (int) number();
      case 5 -> Double.longBitsToDouble(number());
      case 6 -> octet() % 2 == 0;
      case 7 -> new Date(number());
      case 8 -> some();
      case 9 -> octet() % 2 == 0 ? null : BigDecimal.valueOf(number(), octet());
      case 10 -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = octet() % 8; i > 0; i--) {
          list.add(value(depth + 1));
        }
        yield list;
      }
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = octet() % 8; i > 0; i--) {
          map.put(text(), value(depth + 1));
        }
        yield map;
      }
    };
  }

  /**
   * Headers.
   *
   * @param names that somebody reads; any others come too
   */
  public Map<String, @Nullable Object> headers(List<String> names) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    while (hasMore()) {
      int choice = octet();
      headers.put(choice < 255 ? names.get(choice % names.size()) : text(), value());
    }
    return headers;
  }
}
