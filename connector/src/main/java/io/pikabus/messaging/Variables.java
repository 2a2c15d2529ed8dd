package io.pikabus.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables from which MicroProfile Config makes channels that nobody has. It turns
 * each {@code _} of a name into a dot, so that {@code MP_MESSAGING_INCOMING_WITH_DASH_PREFETCH} is
 * a key of a channel {@code with}, unless the key that was meant is known from elsewhere; the
 * runtime then refuses the application because that channel has no connector.
 */
record Variables(Config config, Map<String, String> environment) {

  private static final List<String> DIRECTIONS =
      List.of("mp.messaging.incoming.", "mp.messaging.outgoing.");

  /** A sentence for each variable. */
  List<String> faults() {
    Map<String, String> variables = new TreeMap<>();
    environment.keySet().forEach(name -> variables.put(plain(name), name));
    Set<String> faults = new TreeSet<>();
    for (String key : config.getPropertyNames()) {
      String variable = variables.get(plain(key));
      String channel = channelPrefix(key);
      if (variable != null && channel != null && !hasConnector(channel)) {
        faults.add(fault(variable, channel));
      }
    }
    return new ArrayList<>(faults);
  }

  private String fault(String variable, String channel) {
    String found =
        "Environment variable %s is read as a key of a channel that has no connector, %sconnector, and the server refuses applications with such a channel."
            .formatted(variable, channel);
    for (String known : config.getPropertyNames()) {
      String prefix = channelPrefix(known);
      if (prefix != null && hasConnector(prefix) && plain(variable).startsWith(plain(prefix))) {
        String key =
            plain(variable)
                .substring(plain(prefix).length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
        return "%s If %s%s is meant, write that key into the file too, with any value: the variable overrides it."
            .formatted(found, prefix, key);
      }
    }
    return found
        + " Remove the variable, or write the key into the application's file as ${NAME:default} and set NAME instead.";
  }

  private boolean hasConnector(String channelPrefix) {
    return config.getConfigValue(channelPrefix + "connector").getRawValue() != null
        || config.getConfigValue(channelPrefix + "type").getRawValue() != null;
  }

  /** With the name of the channel, which is in quotes if there is a dot in it; null for others. */
  private static @Nullable String channelPrefix(String key) {
    for (String direction : DIRECTIONS) {
      if (key.startsWith(direction)) {
        String rest = key.substring(direction.length());
        int end = rest.startsWith("\"") ? rest.indexOf("\".", 1) + 1 : rest.indexOf('.');
        return end <= 0 ? null : direction + rest.substring(0, end + 1);
      }
    }
    return null;
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
