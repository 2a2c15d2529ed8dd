package io.pikabus.messaging;

import io.pikabus.Credentials;
import io.pikabus.config.ExceptionNames;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutboxSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.PayloadSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingSource.Setting;
import io.pikabus.config.SettingsReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/** Reads the channels of this connector from MicroProfile Config. */
final class ChannelConfiguration {

  private static final System.Logger LOG = System.getLogger("io.pikabus.messaging");

  static final String CONNECTOR = "pikabus";

  private static final String INCOMING = "mp.messaging.incoming.";
  private static final String OUTGOING = "mp.messaging.outgoing.";
  private static final String COMMON = "mp.messaging.connector." + CONNECTOR + ".";
  private static final String SELECTOR = ".connector";

  private final Config config;
  private final Map<String, String> environment;

  ChannelConfiguration(Config config) {
    this(config, System.getenv());
  }

  ChannelConfiguration(Config config, Map<String, String> environment) {
    this.config = config;
    this.environment = environment;
  }

  /**
   * Reads everything once.
   *
   * @param others faults found elsewhere, to be named in the same message
   * @param sslContexts those that may be named
   * @param exceptions likewise
   * @param adapters those that messages may be handed over to
   * @throws io.pikabus.ConfigurationException naming every fault
   */
  void check(
      List<String> others,
      NamedSslContexts sslContexts,
      ExceptionNames exceptions,
      AdapterCheck adapters) {
    SettingsReader reader = new SettingsReader();
    others.forEach(reader::fault);
    reader.api(source(COMMON));
    reader.consuming(source(COMMON));
    reader.declaredQueues(source(COMMON));
    reader.payload(source(COMMON));
    reader.readyWhilePaused(source(COMMON));
    reader.outbox(source(COMMON));
    checkSelectors(reader, INCOMING);
    checkSelectors(reader, OUTGOING);
    new Variables(config, environment).faults().forEach(reader::fault);
    readChannels(reader);
    reader.xa(source(COMMON)).ifPresent(xa -> adapters.check(xa).forEach(reader::fault));
    for (String doubt : reader.checkExceptions(exceptions)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} It counts only if a library that the application does not see throws it.",
          doubt);
    }
    reader
        .sslContexts()
        .forEach(
            (key, name) -> {
              String fault = sslContexts.fault(key, name);
              if (fault != null) {
                reader.fault(fault);
              }
            });
    reader.throwFaults();
    reader.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
  }

  /** What concerns the methods of the application. Faulty values count as the default. */
  EndpointCheck.OwnChannels ownChannels() {
    Map<String, Boolean> incoming = new TreeMap<>();
    List<String> broadcast = new ArrayList<>();
    for (String channel : channels(INCOMING)) {
      SettingSource source = source(INCOMING + channel + ".");
      incoming.put(channel, new SettingsReader().incoming(channel, source).transacted());
      if (isTrue(source, "broadcast")) {
        broadcast.add(INCOMING + channel + ".broadcast");
      }
    }
    return new EndpointCheck.OwnChannels(incoming, channels(OUTGOING), broadcast);
  }

  /** Which channels share a queue. Faulty values count as the default, and are told elsewhere. */
  QueuePlan queues() {
    List<QueuePlan.Claim> claims = new ArrayList<>();
    for (String channel : channels(INCOMING)) {
      SettingSource own = source(INCOMING + channel + ".");
      if (!isEnabled(own)) {
        continue;
      }
      int lanes = concurrency(own);
      if (lanes < 2) {
        claims.add(claim(channel, channel, 0, own));
      }
      for (int number = 1; lanes > 1 && number <= lanes; number++) {
        String lane = channel + "$" + number;
        claims.add(
            claim(channel, lane, number, source(INCOMING + lane + ".", INCOMING + channel + ".")));
      }
    }
    return QueuePlan.of(claims);
  }

  private static QueuePlan.Claim claim(
      String channel, String name, int number, SettingSource source) {
    return new QueuePlan.Claim(
        channel, name, number, source, new SettingsReader().incoming(name, source));
  }

  /** As the runtime reads its key: one lane, unless there are to be more. */
  private static int concurrency(SettingSource source) {
    Setting setting = source.lookup().apply("concurrency");
    String text = setting == null ? null : setting.text();
    try {
      return text == null ? 1 : Integer.parseInt(text.strip());
    } catch (NumberFormatException refusedByTheRuntime) {
      return 1;
    }
  }

  /** As MicroProfile Config reads a boolean. The runtime makes no channel that is disabled. */
  private static boolean isEnabled(SettingSource source) {
    Setting setting = source.lookup().apply("enabled");
    String text = setting == null ? null : setting.text();
    return text == null
        || text.isBlank()
        || Set.of("true", "1", "yes", "y", "on").contains(text.strip().toLowerCase(Locale.ROOT));
  }

  private static boolean isTrue(SettingSource source, String key) {
    Setting setting = source.lookup().apply(key);
    String text = setting == null ? null : setting.text();
    return text != null && Boolean.parseBoolean(text.strip());
  }

  /** Whether there is no channel of any connector. */
  boolean isAbsent() {
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(INCOMING) || name.startsWith(OUTGOING)) {
        return false;
      }
    }
    return true;
  }

  OutgoingSettings api() {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings settings = reader.api(source(COMMON));
    reader.throwFaults();
    return settings;
  }

  /** How single messages are received, and queues declared that no channel consumes. */
  IncomingSettings consuming() {
    SettingsReader reader = new SettingsReader();
    IncomingSettings settings = reader.consuming(source(COMMON));
    reader.throwFaults();
    return settings;
  }

  List<String> declaredQueues() {
    SettingsReader reader = new SettingsReader();
    List<String> queues = reader.declaredQueues(source(COMMON));
    reader.throwFaults();
    return queues;
  }

  /** As whom the connector connects, read anew. */
  Credentials credentials() {
    return credentials(source(COMMON));
  }

  /** As whom an incoming channel connects, or a lane of it; read anew. */
  Credentials incomingCredentials(String channel) {
    return credentials(
        source(INCOMING + channel + ".", INCOMING + channel.replaceFirst("\\$\\d+$", "") + "."));
  }

  /** As whom an outgoing channel connects, read anew. */
  Credentials outgoingCredentials(String channel) {
    return credentials(source(OUTGOING + channel + "."));
  }

  private static Credentials credentials(SettingSource source) {
    SettingsReader reader = new SettingsReader();
    Credentials credentials = reader.credentials(source);
    reader.throwFaults();
    return credentials;
  }

  PayloadSettings payload() {
    SettingsReader reader = new SettingsReader();
    PayloadSettings settings = reader.payload(source(COMMON));
    reader.throwFaults();
    return settings;
  }

  boolean readyWhilePaused() {
    SettingsReader reader = new SettingsReader();
    boolean ready = reader.readyWhilePaused(source(COMMON));
    reader.throwFaults();
    return ready;
  }

  /** The passwords of all channels and of the connector. Faults were named at deployment. */
  Set<String> secrets() {
    SettingsReader reader = new SettingsReader();
    reader.api(source(COMMON));
    readChannels(reader);
    return reader.secrets();
  }

  private void readChannels(SettingsReader reader) {
    for (String channel : channels(INCOMING)) {
      String prefix = INCOMING + channel + ".";
      reader.incoming(channel, source(prefix));
      for (String lane : lanes(channel)) {
        reader.incoming(lane, source(INCOMING + lane + ".", prefix));
      }
    }
    for (String channel : channels(OUTGOING)) {
      reader.outgoing(source(OUTGOING + channel + "."));
    }
  }

  OutboxSettings outbox() {
    SettingsReader reader = new SettingsReader();
    OutboxSettings settings = reader.outbox(source(COMMON));
    reader.throwFaults();
    return settings;
  }

  /** To whom messages are handed over; null when no name is set. */
  @Nullable String connectionFactory() {
    SettingsReader reader = new SettingsReader();
    String name = reader.connectionFactory(source(COMMON));
    reader.throwFaults();
    return name;
  }

  /**
   * Reads an incoming channel from what the runtime hands over for it.
   *
   * @param channelConfig by the names of the keys alone, the connector's included
   */
  static IncomingSettings incoming(String channel, Config channelConfig) {
    SettingsReader reader = new SettingsReader();
    IncomingSettings settings =
        reader.incoming(channel, handedOver(INCOMING + channel + ".", channelConfig));
    reader.throwFaults();
    return settings;
  }

  /** Reads an outgoing channel likewise. */
  static OutgoingSettings outgoing(String channel, Config channelConfig) {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings settings =
        reader.outgoing(handedOver(OUTGOING + channel + ".", channelConfig));
    reader.throwFaults();
    return settings;
  }

  /** The names were checked at deployment, where their origin shows. */
  private static SettingSource handedOver(String prefix, Config channelConfig) {
    return new SettingSource(prefix, Set.of(), key -> value(channelConfig, key, prefix + key));
  }

  /** What stands behind the first of these, else behind the next, else with the connector. */
  private SettingSource source(String... prefixes) {
    return new SettingSource(
        prefixes[0],
        names(prefixes[0]),
        key -> {
          for (String prefix : prefixes) {
            Setting own = value(config, prefix + key, prefix + key);
            if (own != null) {
              return own;
            }
          }
          return value(config, COMMON + key, COMMON + key);
        });
  }

  /** Not by its optional value: that is absent for what is empty or cannot be resolved, too. */
  private static @Nullable Setting value(Config config, String key, String shown) {
    try {
      ConfigValue value = config.getConfigValue(key);
      String written = value.getRawValue() != null ? value.getRawValue() : value.getValue();
      return written == null ? null : new Setting(shown, written, value.getValue());
    } catch (IllegalArgumentException | NoSuchElementException endless) {
      // Expressions that refer to each other.
      return new Setting(shown, written(config, key), null);
    }
  }

  private static String written(Config config, String key) {
    for (ConfigSource source : config.getConfigSources()) {
      String text = source.getValue(key);
      if (text != null) {
        return text;
      }
    }
    return "";
  }

  private Set<String> channels(String direction) {
    Set<String> channels = new TreeSet<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(direction) && name.endsWith(SELECTOR)) {
        Setting connector = value(config, name, name);
        if (connector != null && CONNECTOR.equals(connector.text())) {
          channels.add(name.substring(direction.length(), name.length() - SELECTOR.length()));
        }
      }
    }
    return channels;
  }

  /** Channels whose connector cannot be known would not be read, and the server's word is dark. */
  private void checkSelectors(SettingsReader reader, String direction) {
    for (String name : config.getPropertyNames()) {
      Setting connector =
          name.startsWith(direction) && name.endsWith(SELECTOR) ? value(config, name, name) : null;
      if (connector != null) {
        reader.selector(connector);
      }
    }
  }

  /** Those of a channel with {@code concurrency} that have settings of their own. */
  private Set<String> lanes(String channel) {
    Set<String> lanes = new TreeSet<>();
    for (String name : names(INCOMING + channel + "$")) {
      if (name.matches("\\d+\\..+")) {
        lanes.add(channel + "$" + name.substring(0, name.indexOf('.')));
      }
    }
    return lanes;
  }

  private Set<String> names(String prefix) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(prefix) && !isFromEnvironment(name)) {
        names.add(name.substring(prefix.length()));
      }
    }
    return names;
  }

  /** A variable's name has lost its dots and hyphens; what the runtime makes of it is a guess. */
  private boolean isFromEnvironment(String name) {
    return environment.containsKey(name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT));
  }
}
