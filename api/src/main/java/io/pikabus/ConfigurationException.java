package io.pikabus;

import java.util.List;

/** The configuration has faults; the message lists all of them, each with key, value and remedy. */
public final class ConfigurationException extends PikaBusException {
  private static final long serialVersionUID = 1L;

  private final List<String> faults;

  /** With at least one fault. */
  public ConfigurationException(List<String> faults) {
    super(
        "pikabus cannot start: %d %s in the configuration.%n%s"
            .formatted(
                faults.size(),
                faults.size() == 1 ? "fault" : "faults",
                String.join(System.lineSeparator(), faults.stream().map(f -> " - " + f).toList())),
        null);
    this.faults = List.copyOf(faults);
  }

  /** One sentence each, in the order of the keys. */
  public List<String> faults() {
    return faults;
  }
}
