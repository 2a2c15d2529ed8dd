package io.pikabus.config;

import io.pikabus.protocol.TimeFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/**
 * How the text of a setting is read.
 *
 * @param name for the documentation
 * @param remedy what to write instead, as the end of a sentence: "Write …"
 * @param reader throws an {@link IllegalArgumentException} on text that does not fit
 */
public record ValueType<T>(String name, String remedy, Function<String, T> reader) {

  static final ValueType<String> TEXT =
      new ValueType<>("text", "some text", text -> require(!text.isBlank(), text));

  /** Of a queue, an exchange or a topic: AMQP 0-9-1, 4.2.5.3. */
  private static final int LONGEST_NAME = 255;

  static final ValueType<String> NAME =
      new ValueType<>(
          "text",
          "some text of at most " + LONGEST_NAME + " octets in UTF-8",
          text -> require(isName(text), text));

  static final ValueType<List<String>> NAMES =
      new ValueType<>(
          "list",
          "a comma-separated list of names of at most " + LONGEST_NAME + " octets in UTF-8",
          text -> readList(text).stream().map(name -> require(isName(name), name)).toList());

  static final ValueType<String> HOST =
      new ValueType<>(
          "text",
          "a host name or address, without user, password or port",
          text -> require(BrokerAddress.isHost(text), text));

  static final ValueType<String> TABLE_PREFIX =
      new ValueType<>(
          "text",
          "letters, digits and underscores, with at most one dot after the name of a schema",
          text -> require(text.matches("(\\w+\\.)?\\w+"), text));

  static final ValueType<TimeFormat> TIME_FORMAT =
      new ValueType<>(
          "legacy, iso or a format",
          "legacy, iso, or a format of Python's with %Y, %m, %d, %H, %M and %S once each, such as '%d.%m.%Y %H:%M:%S'; %f, %z and %% may be there, others may not",
          TimeFormat::of);

  static final ValueType<Boolean> BOOLEAN =
      new ValueType<>("boolean", "true or false", ValueType::readBoolean);

  /** The client counts milliseconds in an int, and takes 0 for ever. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private static final Duration LONGEST = Duration.ofDays(24);

  static final ValueType<Duration> DURATION =
      new ValueType<>(
          "duration",
          "a positive ISO-8601 duration such as PT30S or PT0.5S, of 24 days at most",
          ValueType::readDuration);

  static final ValueType<Duration> DURATION_OR_ZERO =
      new ValueType<>(
          "duration", "an ISO-8601 duration such as PT1S, or PT0S", ValueType::readDurationOrZero);

  static final ValueType<List<String>> LIST =
      new ValueType<>("list", "a comma-separated list", ValueType::readList);

  static ValueType<Integer> integer(int least, int most) {
    return new ValueType<>(
        "integer",
        "a whole number from %d to %d".formatted(least, most),
        text -> {
          int number = Integer.parseInt(text);
          return require(number >= least && number <= most, number);
        });
  }

  static ValueType<Long> whole(long least, long most) {
    return new ValueType<>(
        "integer",
        "a whole number from %d to %d".formatted(least, most),
        text -> {
          long number = Long.parseLong(text);
          return require(number >= least && number <= most, number);
        });
  }

  static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
    String choices =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(" or "));
    return new ValueType<>(
        choices,
        choices,
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  static ValueType<List<String>> classNames() {
    return new ValueType<>(
        "list",
        "fully qualified class names such as java.lang.IllegalArgumentException, comma-separated",
        text ->
            readList(text).stream()
                .map(name -> require(SourceVersion.isName(name), name))
                .toList());
  }

  static ValueType<List<TypePattern>> typePatterns() {
    return new ValueType<>(
        "list",
        "message types, comma-separated: in full such as shop.PlaceOrder, a beginning such as shop.*, or * for the rest; a star stands at the end only",
        text -> readList(text).stream().map(TypePattern::new).distinct().toList());
  }

  static ValueType<List<BrokerAddress>> addresses() {
    return new ValueType<>(
        "list",
        "a comma-separated list of host:port, without user or password",
        text -> readList(text).stream().map(BrokerAddress::parse).toList());
  }

  static boolean isName(String text) {
    return !text.isBlank() && text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
  }

  private static boolean readBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Duration readDuration(String text) {
    Duration duration = readDurationOrZero(text);
    return require(duration.compareTo(SHORTEST) >= 0, duration);
  }

  private static Duration readDurationOrZero(String text) {
    try {
      Duration duration = Duration.parse(text);
      return require(!duration.isNegative() && duration.compareTo(LONGEST) <= 0, duration);
    } catch (DateTimeParseException notIso) {
      throw new IllegalArgumentException(notIso);
    }
  }

  private static List<String> readList(String text) {
    List<String> parts =
        Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    return require(!parts.isEmpty(), parts);
  }

  private static <V> V require(boolean fits, V value) {
    if (!fits) {
      throw new IllegalArgumentException(String.valueOf(value));
    }
    return value;
  }
}
