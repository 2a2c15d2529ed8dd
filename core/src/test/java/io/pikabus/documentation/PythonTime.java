package io.pikabus.documentation;

import jakarta.json.bind.adapter.JsonbAdapter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

/**
 * The times of Python services: {@code isoformat()}, naive ones as UTC; and those of PikaBus 1.x.
 */
public class PythonTime implements JsonbAdapter<Instant, String> {

  private static final DateTimeFormatter LEGACY =
      DateTimeFormatter.ofPattern("MM/dd/uuuu HH:mm:ss");

  @Override
  public String adaptToJson(Instant time) {
    return time.toString();
  }

  @Override
  public Instant adaptFromJson(String text) {
    if (text.contains("/")) {
      return LocalDateTime.parse(text, LEGACY).toInstant(ZoneOffset.UTC);
    }
    TemporalAccessor read =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(
            text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
    return read instanceof OffsetDateTime zoned
        ? zoned.toInstant()
        : LocalDateTime.from(read).toInstant(ZoneOffset.UTC);
  }
}
