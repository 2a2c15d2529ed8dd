package io.pikabus.messaging;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/**
 * MicroProfile Config over a map of strings, with expressions <code>${name:default}</code> as
 * SmallRye resolves them: an optional value that is empty is absent.
 */
record FixedConfig(Map<String, String> values) implements Config {

  private static final Pattern INNERMOST = Pattern.compile("\\$\\{([^${}:]+)(:([^${}]*))?}");

  @Override
  public <T> T getValue(String name, Class<T> type) {
    return getOptionalValue(name, type).orElseThrow(() -> new NoSuchElementException(name));
  }

  @Override
  public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
    return Optional.ofNullable(resolved(values.get(name)))
        .filter(text -> !text.isEmpty())
        .map(type::cast);
  }

  @Override
  public Iterable<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public ConfigValue getConfigValue(String name) {
    return new FixedValue(name, resolved(values.get(name)), values.get(name));
  }

  private @Nullable String resolved(@Nullable String written) {
    String text = written;
    for (int depth = 0; text != null && text.contains("${"); depth++) {
      Matcher expression = INNERMOST.matcher(text);
      if (!expression.find()) {
        return null;
      }
      if (depth > values.size()) {
        throw new IllegalArgumentException("Recursive expression expansion is too deep");
      }
      String value = values.getOrDefault(expression.group(1), expression.group(3));
      text = value == null ? null : expression.replaceFirst(Matcher.quoteReplacement(value));
    }
    return text;
  }

  private record FixedValue(String getName, @Nullable String getValue, @Nullable String getRawValue)
      implements ConfigValue {

    @Override
    public @Nullable String getSourceName() {
      return null;
    }

    @Override
    public int getSourceOrdinal() {
      return 0;
    }
  }

  @Override
  public Iterable<ConfigSource> getConfigSources() {
    return List.of();
  }

  @Override
  public <T> Optional<Converter<T>> getConverter(Class<T> type) {
    return Optional.empty();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    throw new IllegalArgumentException(type.getName());
  }
}
