package io.pikabus.errors;

import io.pikabus.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command line. Pure.
 *
 * @param command the first that is no option; empty when there is none
 * @param operands the others
 * @param options with their values
 */
record Arguments(
    String command, List<String> operands, Map<String, String> options, Set<String> flags) {

  static final Set<String> FLAGS = Set.of("--dry-run", "--superseded", "--help", "--all");

  /** Keys of the configuration that are options as well. None of them is secret. */
  static final List<String> KEYS =
      List.of("host", "port", "addresses", "virtual-host", "username", "tls", "error-queue");

  private static final Set<String> FILTERS = Set.of("--queue", "--type", "--since", "--limit");

  static Arguments of(List<String> words) throws UsageException {
    List<String> plain = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    Set<String> flags = new LinkedHashSet<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).equals("-h") ? "--help" : words.get(i);
      if (!word.startsWith("--")) {
        plain.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (name.contains("password")) {
        throw new UsageException(
            "A password on the command line can be read by others on this machine. Set the variable MP_MESSAGING_CONNECTOR_PIKABUS_PASSWORD, or write it into the file that --config names.");
      }
      if (equals < 0 && FLAGS.contains(name)) {
        flags.add(name);
      } else if (isOption(name) && (equals >= 0 || i + 1 < words.size())) {
        String value = equals >= 0 ? word.substring(equals + 1) : words.get(++i);
        if (options.put(name, value) != null) {
          throw new UsageException("%s is given twice.".formatted(name));
        }
      } else {
        throw new UsageException(
            isOption(name)
                ? "%s needs a value.".formatted(name)
                : "There is no option %s.".formatted(Printable.of(name, 60)));
      }
    }
    return new Arguments(
        plain.isEmpty() ? "" : plain.get(0),
        plain.isEmpty() ? List.of() : List.copyOf(plain.subList(1, plain.size())),
        options,
        flags);
  }

  private static boolean isOption(String name) {
    return FILTERS.contains(name)
        || Set.of("--config", "--to", "--rate").contains(name)
        || KEYS.contains(name.substring(2));
  }

  boolean has(String flag) {
    return flags.contains(flag);
  }

  @Nullable String option(String name) {
    return options.get(name);
  }

  /** Whether something says which messages are meant. */
  boolean isFiltered() {
    return option("--queue") != null || option("--type") != null || option("--since") != null;
  }

  /** The command line makes no sense. Its message is for the user. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }
}
