package io.pikabus.config;

import io.pikabus.ConfigurationException;
import io.pikabus.fuzz.Input;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts of settings. */
public final class FuzzSettings {

  /** Without those that name files. */
  private static final List<ConfigKey<?>> KEYS =
      Keys.ALL.stream().filter(key -> !key.name().startsWith("tls")).toList();

  private FuzzSettings() {}

  /** Whatever is written, there are settings, or a list of faults. */
  public static void fuzzerTestOneInput(byte[] octets) {
    Input input = new Input(octets);
    int scope = input.octet();
    Map<String, String> settings = new HashMap<>();
    while (input.hasMore()) {
      int choice = input.octet();
      settings.put(
          choice < 255 ? KEYS.get(choice % KEYS.size()).name() : input.text(), input.text());
    }
    settings.keySet().removeIf(name -> name.startsWith("tls"));
    SettingsReader reader = new SettingsReader();
    SettingSource source = SettingSource.of(settings);
    switch (scope % 4) {
      case 0 -> reader.incoming("orders", source);
      case 1 -> reader.outgoing(source);
      case 2 -> reader.outbox(source);
      default -> reader.api(source);
    }
    try {
      reader.throwFaults();
    } catch (ConfigurationException faults) {
      if (faults.faults().isEmpty()) {
        throw faults;
      }
    }
  }
}
