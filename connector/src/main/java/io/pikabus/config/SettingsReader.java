package io.pikabus.config;

import io.pikabus.ConfigurationException;
import io.pikabus.Destination;
import io.pikabus.protocol.HeaderNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings and collects what is wrong with them, so that a deployment names all faults at
 * once. Not for sharing between threads.
 */
public final class SettingsReader {

  /**
   * Where settings stand.
   *
   * @param prefix of the keys in messages, for example {@code mp.messaging.incoming.orders.}
   * @param names all keys that stand there, without the prefix
   * @param lookup what a key was set to; null when it is not set
   */
  public record Source(
      String prefix, Set<String> names, Function<String, @Nullable Setting> lookup) {

    /** Settings in a map, by the names of the keys alone. */
    public static Source of(Map<String, String> settings) {
      return new Source(
          "",
          settings.keySet(),
          name -> {
            String text = settings.get(name);
            return text == null ? null : new Setting(name, text);
          });
    }
  }

  /**
   * What was written, and where.
   *
   * @param key in full, for messages
   */
  public record Setting(String key, String text) {}

  /** Keys of the runtime and of MicroProfile that may stand among ours. */
  private static final Set<String> FOREIGN =
      Set.of(
          "connector",
          "channel-name",
          "enabled",
          "concurrency",
          "broadcast",
          "merge",
          "health-enabled",
          "health-liveness-enabled",
          "health-readiness-enabled",
          "health-startup-enabled",
          "tracing-enabled");

  private static final int STANDARD_TLS_PORT = 5671;

  private final Set<String> faults = new LinkedHashSet<>();

  /** The keys by which messages are neither stored nor sent at once, and those that forbid it. */
  private final Set<String> withoutOutbox = new LinkedHashSet<>();

  private final Set<String> withInbox = new LinkedHashSet<>();
  private final Map<String, String> sslContexts = new TreeMap<>();

  /** Reads an incoming channel. */
  public IncomingSettings incoming(String channel, Source source) {
    rejectUnknown(source, Set.of(ConfigKey.Scope.OUTGOING, ConfigKey.Scope.OUTBOX));
    IncomingSettings settings = incomingSettings(channel, source);
    if (settings.inbox()) {
      checkInbox(source, settings);
    }
    return settings;
  }

  /** Reads how {@code PikaBus.consume} consumes: the settings without a queue. */
  public IncomingSettings consuming(Source source) {
    return incomingSettings("", source);
  }

  private IncomingSettings incomingSettings(String channel, Source source) {
    String queue = optional(source, Keys.QUEUE);
    List<String> topics = optional(source, Keys.TOPICS);
    return new IncomingSettings(
        bus(source),
        queue != null ? queue : withoutLane(channel),
        topics != null ? topics : List.of(),
        required(source, Keys.QUEUE_TYPE),
        required(source, Keys.PREFETCH),
        retries(source),
        required(source, Keys.DRAIN_TIMEOUT),
        required(source, Keys.TRANSACTED),
        required(source, Keys.INBOX));
  }

  private void checkInbox(Source source, IncomingSettings settings) {
    withInbox.add(place(source, Keys.INBOX));
    if (!settings.transacted()) {
      fault(
          "%s = true needs a transaction around the handler, and %s = false. Leave %s out."
              .formatted(
                  place(source, Keys.INBOX),
                  place(source, Keys.TRANSACTED),
                  Keys.TRANSACTED.name()));
    }
    Duration retention = required(source, Keys.RETENTION);
    Duration longest = settings.retries().longestPause();
    if (longest == null) {
      fault(
          "%s = true cannot remember a message whose retries pause ever longer: %smax-retries = -1. Set %<sretry-backoff = 0, or a number of retries."
              .formatted(place(source, Keys.INBOX), source.prefix()));
    } else if (retention.compareTo(longest) <= 0) {
      fault(
          "%s = %s is not longer than the longest pause before a retry of %s, which is %s. Set a longer one."
              .formatted(Keys.RETENTION.name(), retention, source.prefix(), longest));
    }
  }

  /** Reads where the outbox is. */
  public OutboxSettings outbox(Source source) {
    return new OutboxSettings(
        required(source, Keys.DATASOURCE),
        required(source, Keys.SCHEMA),
        required(source, Keys.TABLE_PREFIX),
        required(source, Keys.LEASE),
        required(source, Keys.POLL_INTERVAL),
        required(source, Keys.RETENTION));
  }

  private RetrySettings retries(Source source) {
    List<String> never = optional(source, Keys.NO_RETRY_ON);
    return new RetrySettings(
        required(source, Keys.MAX_RETRIES),
        required(source, Keys.RETRY_DELAY),
        required(source, Keys.RETRY_BACKOFF),
        never != null ? never : List.of());
  }

  /** Reads an outgoing channel. */
  public OutgoingSettings outgoing(Source source) {
    rejectUnknown(source, Set.of(ConfigKey.Scope.INCOMING, ConfigKey.Scope.OUTBOX));
    String queue = optional(source, Keys.OUTGOING_QUEUE);
    String topic = optional(source, Keys.TOPIC);
    if (queue != null && topic != null) {
      fault(
          "%s = '%s' and %s = '%s' are both set. Keep exactly one."
              .formatted(
                  place(source, Keys.OUTGOING_QUEUE), queue, place(source, Keys.TOPIC), topic));
    }
    boolean fromMetadata = required(source, Keys.DESTINATION_FROM_METADATA);
    if (queue == null && topic == null && !fromMetadata) {
      fault(
          "%squeue and %<stopic are both missing. Set exactly one, or %<s%s = true if each message's metadata says where it goes."
              .formatted(source.prefix(), Keys.DESTINATION_FROM_METADATA.name()));
    }
    Destination destination =
        queue != null
            ? new Destination.Queue(queue)
            : topic != null ? new Destination.Topic(topic) : null;
    return outgoing(source, destination);
  }

  /** Reads what holds for the {@code PikaBus} API: the connector's settings. */
  public OutgoingSettings api(Source source) {
    rejectUnknown(source, Set.of());
    return outgoing(source, null);
  }

  private OutgoingSettings outgoing(Source source, @Nullable Destination destination) {
    OutgoingSettings settings =
        new OutgoingSettings(
            bus(source),
            destination,
            required(source, Keys.MANDATORY),
            required(source, Keys.PERSISTENT),
            optional(source, Keys.MESSAGE_TYPE),
            required(source, Keys.CONFIRM_TIMEOUT),
            required(source, Keys.TRANSACTION),
            required(source, Keys.FLUSH));
    switch (settings.transaction()) {
      case LOCAL -> withoutOutbox.add(source.prefix() + Keys.TRANSACTION.name());
      case OUTBOX -> checkLease(source, settings.confirmTimeout());
      case NONE -> {}
    }
    return settings;
  }

  private void checkLease(Source source, Duration confirmTimeout) {
    Duration lease = required(source, Keys.LEASE);
    if (lease.compareTo(confirmTimeout.multipliedBy(2)) < 0) {
      fault(
          "%s = %s is shorter than twice the confirm-timeout of %s, which is %s: others would send what is still on its way. Set a longer lease or a shorter timeout."
              .formatted(Keys.LEASE.name(), lease, source.prefix(), confirmTimeout));
    }
  }

  private BusSettings bus(Source source) {
    return new BusSettings(
        connection(source),
        required(source, Keys.DIRECT_EXCHANGE),
        required(source, Keys.TOPIC_EXCHANGE),
        new HeaderNames(required(source, Keys.HEADER_PREFIX)),
        required(source, Keys.TIME_FORMAT),
        optional(source, Keys.LISTENER_QUEUE),
        required(source, Keys.ERROR_QUEUE));
  }

  private ConnectionSettings connection(Source source) {
    List<BrokerAddress> addresses = optional(source, Keys.ADDRESSES);
    TlsSettings tls = tls(source);
    int port =
        tls != null && !isSet(source, Keys.PORT) ? STANDARD_TLS_PORT : required(source, Keys.PORT);
    BrokerAddress single = new BrokerAddress(required(source, Keys.HOST), port);
    return new ConnectionSettings(
        addresses != null && !addresses.isEmpty() ? addresses : List.of(single),
        required(source, Keys.VIRTUAL_HOST),
        required(source, Keys.USERNAME),
        required(source, Keys.PASSWORD),
        required(source, Keys.CONNECTION_TIMEOUT),
        required(source, Keys.HEARTBEAT),
        tls);
  }

  private @Nullable TlsSettings tls(Source source) {
    if (!isSet(source, Keys.TLS)) {
      // A person who names a keystore does not expect to send the password in the clear.
      for (ConfigKey<?> key : List.of(Keys.SSL_CONTEXT, Keys.TRUST_STORE, Keys.KEY_STORE)) {
        if (isSet(source, key)) {
          fault(
              "%s is set, and connections are not encrypted: tls is not set. Set tls = true, or tls = false to say so."
                  .formatted(place(source, key)));
        }
      }
    }
    if (!required(source, Keys.TLS)) {
      return null;
    }
    TlsReader files = new TlsReader(this::fault);
    return new TlsSettings(
        sslContext(source),
        store(
            source,
            Keys.TRUST_STORE,
            Keys.TRUST_STORE_PASSWORD,
            files,
            TlsReader.Content.CERTIFICATES),
        store(source, Keys.KEY_STORE, Keys.KEY_STORE_PASSWORD, files, TlsReader.Content.KEY),
        required(source, Keys.VERIFY_HOST));
  }

  private @Nullable String sslContext(Source source) {
    String name = optional(source, Keys.SSL_CONTEXT);
    if (name == null) {
      return null;
    }
    String place = place(source, Keys.SSL_CONTEXT);
    for (ConfigKey<?> key : List.of(Keys.TRUST_STORE, Keys.KEY_STORE)) {
      if (isSet(source, key)) {
        fault(
            "%s = '%s' and %s are both set, and only one can decide on certificates. Leave one of them out."
                .formatted(place, name, place(source, key)));
      }
    }
    if (!name.equals(TlsSettings.DEFAULT_CONTEXT)) {
      sslContexts.put(place, name);
    }
    return name;
  }

  /** Which SSL contexts are named, by the keys that do; the default one apart. */
  public Map<String, String> sslContexts() {
    return Map.copyOf(sslContexts);
  }

  private @Nullable StoreFile store(
      Source source,
      ConfigKey<String> pathKey,
      ConfigKey<String> passwordKey,
      TlsReader files,
      TlsReader.Content content) {
    String path = optional(source, pathKey);
    String password = optional(source, passwordKey);
    if (path == null) {
      if (password != null) {
        fault(
            "%s is set, and %s is not: there is no file to open with it. Set both or neither."
                .formatted(place(source, passwordKey), pathKey.name()));
      }
      return null;
    }
    StoreFile file = new StoreFile(path, password);
    files.check(place(source, pathKey), file, content);
    return file;
  }

  private static boolean isSet(Source source, ConfigKey<?> key) {
    return source.lookup().apply(key.name()) != null;
  }

  /** Adds a fault that only the caller can know of. */
  public void fault(String sentence) {
    faults.add(sentence);
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigurationException when anything was wrong
   */
  public void throwFaults() {
    if (!withInbox.isEmpty()) {
      for (String key : withoutOutbox) {
        fault(
            "%s = local cannot stand beside %s = true: a second delivery is not handled again, and what the first one did not get to send would be lost. Set %s = outbox."
                .formatted(key, String.join(", ", withInbox), key));
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigurationException(List.copyOf(faults));
    }
  }

  private void rejectUnknown(Source source, Set<ConfigKey.Scope> elsewhere) {
    List<String> known = new ArrayList<>();
    for (ConfigKey<?> key : Keys.ALL) {
      if (!elsewhere.contains(key.scope())) {
        known.add(key.name());
      }
    }
    for (String name : source.names()) {
      if (!known.contains(name) && !FOREIGN.contains(name)) {
        fault(
            "%s%s is not a key of pikabus. %s"
                .formatted(source.prefix(), name, Spelling.suggest(name, known)));
      }
    }
  }

  private <T> T required(Source source, ConfigKey<T> key) {
    T value = optional(source, key);
    return value != null
        ? value
        : key.type().reader().apply(Objects.requireNonNull(key.defaultText(), key.name()));
  }

  private <T> @Nullable T optional(Source source, ConfigKey<T> key) {
    Setting setting = source.lookup().apply(key.name());
    if (setting == null) {
      return null;
    }
    try {
      return key.type().reader().apply(key.secret() ? setting.text() : setting.text().strip());
    } catch (IllegalArgumentException unreadable) {
      fault(
          "%s = %s cannot be used. Write %s."
              .formatted(
                  setting.key(),
                  key.secret() ? "(hidden)" : "'" + withoutCredentials(setting.text()) + "'",
                  key.type().remedy()));
      return null;
    }
  }

  /** In full, where it is set: with the channel or with the connector. */
  private static String place(Source source, ConfigKey<?> key) {
    return Objects.requireNonNull(source.lookup().apply(key.name())).key();
  }

  /** Somebody may have written a URL where a host is meant. */
  private static String withoutCredentials(String text) {
    return text.replaceAll("[^,\\s]*@", "(hidden)@");
  }

  /** The runtime names the lanes of a channel with {@code concurrency} {@code channel$1} and on. */
  private static String withoutLane(String channel) {
    return channel.replaceFirst("\\$\\d+$", "");
  }
}
