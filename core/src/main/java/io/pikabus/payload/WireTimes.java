package io.pikabus.payload;

import io.pikabus.protocol.TimeFormat;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.annotation.JsonbDateFormat;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.stream.JsonParser;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads members of type Instant and LocalDateTime in both forms of PikaBus, where JSON-B alone does
 * not: {@code 11/24/2026 06:31:56} and {@code 2026-11-24T06:32:34.441584+00:00}, each in UTC. An
 * ISO time without a zone is no Instant: nothing says where it was read off the clock.
 */
final class WireTimes {

  private static final Pattern FORM =
      Pattern.compile(
          "\\d\\d/\\d\\d/\\d{4} \\d\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\d[T ].+(Z|[+-]\\d\\d:?\\d\\d)");

  private WireTimes() {}

  /** The same configuration, and these times. */
  static JsonbConfig readBy(JsonbConfig config) {
    return config.withDeserializers(new Instants(), new LocalTimes());
  }

  private static <T> T read(JsonParser parser, Function<Instant, T> as, Function<String, T> other) {
    String text = parser.getString();
    return FORM.matcher(text).matches()
        ? TimeFormat.parse(text).map(as).orElseGet(() -> other.apply(text))
        : other.apply(text);
  }

  /** Whether a type, or one that it reaches, has formats of its own, which these would override. */
  static boolean isFormatted(Type type) {
    return isFormatted(type, new HashSet<>());
  }

  private static boolean isFormatted(Type type, Set<Type> seen) {
    if (type instanceof ParameterizedType generic) {
      return isFormatted(generic.getRawType(), seen)
          || Arrays.stream(generic.getActualTypeArguments())
              .anyMatch(each -> isFormatted(each, seen));
    }
    if (type instanceof GenericArrayType array) {
      return isFormatted(array.getGenericComponentType(), seen);
    }
    if (!(type instanceof Class<?> plain) || !seen.add(plain)) {
      return false;
    }
    if (plain.isArray()) {
      return isFormatted(plain.getComponentType(), seen);
    }
    if (plain.isPrimitive() || plain.getName().startsWith("java.")) {
      return false;
    }
    Stream<AnnotatedElement> places =
        Stream.of(
                Stream.of(plain, plain.getPackage()),
                Arrays.stream(plain.getDeclaredFields()),
                Arrays.stream(plain.getDeclaredMethods()),
                Arrays.stream(plain.getDeclaredConstructors())
                    .flatMap(each -> Arrays.stream(each.getParameters())))
            .flatMap(Function.identity());
    return places.anyMatch(each -> each.isAnnotationPresent(JsonbDateFormat.class))
        || Stream.concat(
                Stream.of(plain.getGenericSuperclass()).filter(each -> each != null),
                Arrays.stream(plain.getDeclaredFields()).map(each -> each.getGenericType()))
            .anyMatch(each -> isFormatted(each, seen));
  }

  private static final class Instants implements JsonbDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context, Type type) {
      return read(parser, Function.identity(), Instant::parse);
    }
  }

  private static final class LocalTimes implements JsonbDeserializer<LocalDateTime> {
    @Override
    public LocalDateTime deserialize(JsonParser parser, DeserializationContext context, Type type) {
      return read(
          parser, time -> LocalDateTime.ofInstant(time, ZoneOffset.UTC), LocalDateTime::parse);
    }
  }
}
