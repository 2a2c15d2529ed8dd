package io.pikabus.resource.inflow;

import io.pikabus.ConfigurationException;
import io.pikabus.config.ExceptionNames;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingSource.Setting;
import io.pikabus.config.SettingsReader;
import io.pikabus.resource.base.ConsumingProperties;
import io.pikabus.resource.base.StartedAdapter;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code activationConfig} of a message-driven bean: how it consumes its queue. What is not set
 * is as the adapter's properties say. A container configures it before it uses it.
 */
@ValidActivation
public class PikaBusActivationSpec extends ConsumingProperties implements ActivationSpec {

  private static final long serialVersionUID = 1;

  /** In messages. */
  private static final String PLACE = "activationConfig";

  private static final String QUEUE = "queue";
  private static final String CONCURRENCY = "concurrency";
  private static final int MOST = 1_000;

  private transient volatile @Nullable ResourceAdapter adapter;

  /** The key {@code queue}; needed. */
  public void setQueue(@Nullable String text) {
    set(QUEUE, text);
  }

  /** The key {@code topics}. */
  public void setTopics(@Nullable String text) {
    set("topics", text);
  }

  /** The key {@code transacted}. */
  public void setTransacted(@Nullable String text) {
    set("transacted", text);
  }

  /** How many messages are handled at a time; 1 unless it is said. */
  public void setConcurrency(@Nullable String text) {
    set(CONCURRENCY, text);
  }

  @Override
  public @Nullable ResourceAdapter getResourceAdapter() {
    return adapter;
  }

  @Override
  public void setResourceAdapter(@Nullable ResourceAdapter other) {
    adapter = other;
  }

  @Override
  public void validate() throws InvalidPropertyException {
    try {
      read(null);
    } catch (ConfigurationException faulty) {
      throw new InvalidPropertyException(faulty.getMessage(), faulty);
    }
  }

  /**
   * What it says.
   *
   * @param warnings sentences about what works and should be looked at
   */
  record Consuming(IncomingSettings settings, int concurrency, List<String> warnings) {}

  /**
   * Reads it.
   *
   * @param exceptions to look for those that are named; null where the application is not known
   * @throws ConfigurationException that names every fault
   */
  Consuming read(@Nullable ExceptionNames exceptions) {
    SettingSource source =
        source(
            PLACE,
            adapter instanceof StartedAdapter ours ? ours.settings() : SettingSource.of(Map.of()));
    SettingsReader reader = new SettingsReader();
    IncomingSettings read = reader.incoming("", source);
    if (read.queue().isEmpty()) {
      reader.fault(
          "%s: %s is missing. Set it to the queue that the bean consumes.".formatted(PLACE, QUEUE));
    }
    int concurrency = concurrency(source.lookup().apply(CONCURRENCY), reader);
    List<String> warnings = new ArrayList<>();
    if (exceptions != null) {
      warnings.addAll(reader.checkExceptions(exceptions));
    }
    reader.throwFaults();
    return new Consuming(read.forQueue(read.queue(), read.topics()), concurrency, warnings);
  }

  private static int concurrency(@Nullable Setting setting, SettingsReader reader) {
    if (setting == null) {
      return 1;
    }
    String text = Objects.requireNonNull(setting.text());
    try {
      int read = Integer.parseInt(text.strip());
      if (read >= 1 && read <= MOST) {
        return read;
      }
    } catch (NumberFormatException unreadable) {
      // As one that is out of bounds.
    }
    reader.fault(
        "%s = '%s' cannot be used. Write a number from 1 to %d."
            .formatted(setting.key(), text, MOST));
    return 1;
  }
}
