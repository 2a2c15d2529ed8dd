package io.pikabus.config;

import io.pikabus.ConfigurationException;
import io.pikabus.Credentials;
import io.pikabus.Destination;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.Topology.QueueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings and collects what is wrong with them, so that a deployment names all faults at
 * once. Not for sharing between threads.
 */
public final class SettingsReader {

  private final Set<String> faults = new LinkedHashSet<>();

  /** The keys by which messages are neither stored nor sent at once, and those that forbid it. */
  private final Set<String> withoutOutbox = new LinkedHashSet<>();

  private final Set<String> withInbox = new LinkedHashSet<>();

  /** Who hands messages over to a resource adapter, by the key that says so. */
  private final Map<String, ConnectionSettings> withXa = new LinkedHashMap<>();

  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> secrets = new LinkedHashSet<>();
  private final Map<String, String> sslContexts = new TreeMap<>();
  private final Map<String, List<String>> exceptions = new TreeMap<>();

  /** Reads an incoming channel. */
  public IncomingSettings incoming(String channel, SettingSource source) {
    Values values = values(source);
    values.rejectUnknown(Set.of(ConfigKey.Scope.OUTGOING, ConfigKey.Scope.OUTBOX));
    IncomingSettings settings = incomingSettings(channel, values);
    if (settings.consumesItsErrors()) {
      faultOwnErrors(values, settings.queue());
    }
    if (settings.inbox()) {
      checkInbox(values, settings);
    }
    return settings;
  }

  /** Looks at the key that says which connector a channel has. */
  public void selector(SettingSource.Setting setting) {
    String unusable = Unusable.describe(setting, BusKeys.CONNECTOR);
    if (unusable != null) {
      fault(unusable);
    }
  }

  /** Reads how {@code PikaBusClient.consume} consumes: the settings without a queue. */
  public IncomingSettings consuming(SettingSource source) {
    return incomingSettings("", values(source));
  }

  private IncomingSettings incomingSettings(String channel, Values values) {
    String queue = values.optional(IncomingKeys.QUEUE);
    List<String> topics = values.optional(IncomingKeys.TOPICS);
    List<TypePattern> types = values.optional(IncomingKeys.MESSAGE_TYPES);
    if (!values.isSet(IncomingKeys.QUEUE) && !channel.isEmpty() && !ValueType.isName(channel)) {
      values.fault(
          "The channel '%.40s…' has a name that is too long for a queue. Set %s%s, or shorten it to 255 octets in UTF-8.",
          channel, values.prefix(), IncomingKeys.QUEUE.name());
    }
    BusSettings bus = bus(values);
    QueueType type = values.required(IncomingKeys.QUEUE_TYPE);
    PauseSettings pauses = pauses(values);
    Map<String, Object> arguments = arguments(values, type, pauses.inHand());
    int prefetch = values.required(IncomingKeys.PREFETCH);
    return new IncomingSettings(
        withoutLane(channel),
        bus,
        queue != null ? queue : withoutLane(channel),
        topics != null ? topics : List.of(),
        type,
        arguments,
        QueueArguments.isInOrder(arguments) ? 1 : prefetch,
        retries(values),
        pauses,
        values.required(IncomingKeys.ERROR_DETAILS),
        values.required(IncomingKeys.DRAIN_TIMEOUT),
        values.required(IncomingKeys.TRANSACTED),
        values.required(IncomingKeys.INBOX),
        types != null ? types : List.of());
  }

  private static Map<String, Object> arguments(Values values, QueueType type, Duration inHand) {
    List<String> written = values.optional(IncomingKeys.QUEUE_ARGUMENTS);
    if (written == null) {
      return Map.of();
    }
    String place = values.place(IncomingKeys.QUEUE_ARGUMENTS);
    Map<String, Object> arguments =
        QueueArguments.read(written, type, sentence -> values.fault("%s: %s", place, sentence));
    if (arguments.get(QueueArguments.CONSUMER_TIMEOUT) instanceof Long timeout
        && timeout <= inHand.toMillis()) {
      values.fault(
          "%s: 'consumer-timeout=%d' is not longer than %s, which is %s: the broker would close the channel of a paused queue. Set a longer one, or a shorter one there.",
          place, timeout, IncomingKeys.PAUSE_IN_HAND.name(), inHand);
    }
    return arguments;
  }

  private static void faultOwnErrors(Values values, String queue) {
    values.fault(
        "%s and %s are both '%s': the channel would consume its own error queue, and a handler that throws there would put its message into it again at once and overwrite why it failed first. Set %serror-queue to a queue of another name.",
        values.isSet(IncomingKeys.QUEUE)
            ? values.place(IncomingKeys.QUEUE)
            : values.prefix() + IncomingKeys.QUEUE.name() + " (the channel's name)",
        values.isSet(BusKeys.ERROR_QUEUE)
            ? values.place(BusKeys.ERROR_QUEUE)
            : BusKeys.ERROR_QUEUE.name() + " (the default)",
        queue,
        values.prefix());
  }

  private void checkInbox(Values values, IncomingSettings settings) {
    withInbox.add(values.place(IncomingKeys.INBOX));
    if (!settings.transacted()) {
      values.fault(
          "%s = true needs a transaction around the handler, and %s = false. Leave %s out.",
          values.place(IncomingKeys.INBOX),
          values.place(IncomingKeys.TRANSACTED),
          IncomingKeys.TRANSACTED.name());
    }
    Duration retention = values.required(DeploymentKeys.RETENTION);
    Duration longest = settings.retries().longestPause();
    if (longest == null) {
      values.fault(
          "%s = true cannot remember a message whose retries pause ever longer: %smax-retries = -1. Set %<sretry-backoff = 0, or a number of retries.",
          values.place(IncomingKeys.INBOX), values.prefix());
    } else if (retention.compareTo(longest) <= 0) {
      values.fault(
          "%s = %s is not longer than the longest pause before a retry of %s, which is %s. Set a longer one.",
          DeploymentKeys.RETENTION.name(), retention, values.prefix(), longest);
    }
  }

  /** Reads which queues are declared though nobody consumes them. */
  public List<String> declaredQueues(SettingSource source) {
    return Optional.ofNullable(values(source).optional(DeploymentKeys.DECLARE_QUEUES))
        .orElse(List.of());
  }

  /** Reads how payloads are written and read as JSON. */
  public PayloadSettings payload(SettingSource source) {
    Values values = values(source);
    return new PayloadSettings(
        values.required(DeploymentKeys.PAYLOAD_STRICT),
        values.required(DeploymentKeys.PAYLOAD_NULLS));
  }

  /** Reads whether a service is ready though a queue is paused. */
  public boolean readyWhilePaused(SettingSource source) {
    return values(source).required(DeploymentKeys.READY_WHILE_PAUSED);
  }

  /** Reads who connects, and nothing else. */
  public Credentials credentials(SettingSource source) {
    return new ConnectionReader(values(source), sslContexts::put).credentials();
  }

  /** Reads where the outbox is. */
  public OutboxSettings outbox(SettingSource source) {
    Values values = values(source);
    return new OutboxSettings(
        values.required(DeploymentKeys.DATASOURCE),
        values.required(DeploymentKeys.SCHEMA),
        values.required(DeploymentKeys.TABLE_PREFIX),
        values.required(DeploymentKeys.LEASE),
        values.required(DeploymentKeys.POLL_INTERVAL),
        values.required(DeploymentKeys.RETENTION));
  }

  /** Reads to whom the messages of transactions are handed over; null when it is not set. */
  public @Nullable String connectionFactory(SettingSource source) {
    return values(source).optional(DeploymentKeys.CONNECTION_FACTORY);
  }

  /**
   * Reads the same where something that was read before hands messages over; adds a fault if it
   * cannot be.
   */
  public Optional<XaSettings> xa(SettingSource source) {
    return XaSettings.of(values(source), withXa, withInbox);
  }

  /** Class names, which are looked at when all is read; none when not set. */
  private List<String> exceptions(Values values, ConfigKey<List<String>> key) {
    List<String> names = values.optional(key);
    if (names == null) {
      return List.of();
    }
    exceptions.put(values.place(key), names);
    return names;
  }

  private RetrySettings retries(Values values) {
    return new RetrySettings(
        values.required(IncomingKeys.MAX_RETRIES),
        values.required(IncomingKeys.RETRY_DELAY),
        values.required(IncomingKeys.RETRY_BACKOFF),
        exceptions(values, IncomingKeys.NO_RETRY_ON),
        values.required(IncomingKeys.MAX_DELIVERIES));
  }

  private PauseSettings pauses(Values values) {
    return new PauseSettings(
        exceptions(values, IncomingKeys.PAUSE_ON),
        values.required(IncomingKeys.PAUSE_AFTER_FAILURES),
        values.required(IncomingKeys.PAUSE_IN_HAND));
  }

  /** Reads an outgoing channel. */
  public OutgoingSettings outgoing(SettingSource source) {
    Values values = values(source);
    values.rejectUnknown(Set.of(ConfigKey.Scope.INCOMING, ConfigKey.Scope.OUTBOX));
    checkMerge(source, values);
    String queue = values.optional(OutgoingKeys.QUEUE);
    String topic = values.optional(OutgoingKeys.TOPIC);
    if (queue != null && topic != null) {
      values.fault(
          "%s = '%s' and %s = '%s' are both set. Keep exactly one.",
          values.place(OutgoingKeys.QUEUE), queue, values.place(OutgoingKeys.TOPIC), topic);
    }
    boolean fromMetadata = values.required(OutgoingKeys.DESTINATION_FROM_METADATA);
    boolean said = values.isSet(OutgoingKeys.QUEUE) || values.isSet(OutgoingKeys.TOPIC);
    if (!said && !fromMetadata) {
      values.fault(
          "%squeue and %<stopic are both missing. Set exactly one, or %<s%s = true if each message's metadata says where it goes.",
          values.prefix(), OutgoingKeys.DESTINATION_FROM_METADATA.name());
    }
    Destination destination =
        queue != null
            ? new Destination.Queue(queue)
            : topic != null ? new Destination.Topic(topic) : null;
    return outgoing(values, destination);
  }

  /** The runtime's key. It reads true and nothing else as true, in any case. */
  private static void checkMerge(SettingSource source, Values values) {
    SettingSource.Setting merge = source.lookup().apply("merge");
    String text = merge == null ? null : merge.text();
    if (merge != null && text != null && text.strip().equalsIgnoreCase("true")) {
      values.fault(
          "%s = true cannot be kept: the runtime hands a message of one source over on the thread of another, inside its transaction. Give each source an outgoing channel of its own with the same queue or topic, and leave merge out.",
          merge.key());
    }
  }

  /** Reads what holds for the {@code PikaBus} API: the connector's settings. */
  public OutgoingSettings api(SettingSource source) {
    Values values = values(source);
    values.rejectUnknown(Set.of());
    return outgoing(values, null);
  }

  private OutgoingSettings outgoing(Values values, @Nullable Destination destination) {
    OutgoingSettings settings =
        new OutgoingSettings(
            bus(values),
            destination,
            values.required(OutgoingKeys.MANDATORY),
            values.required(OutgoingKeys.PERSISTENT),
            values.optional(OutgoingKeys.MESSAGE_TYPE),
            values.required(OutgoingKeys.MESSAGE_TYPE_FROM),
            values.required(OutgoingKeys.CONFIRM_TIMEOUT),
            values.required(OutgoingKeys.TRANSACTION),
            values.required(OutgoingKeys.FLUSH));
    switch (settings.transaction()) {
      case LOCAL -> withoutOutbox.add(values.prefix() + OutgoingKeys.TRANSACTION.name());
      case OUTBOX -> checkLease(values, settings.confirmTimeout());
      case XA ->
          withXa.put(
              values.prefix() + OutgoingKeys.TRANSACTION.name(), settings.bus().connection());
      case NONE -> {}
    }
    return settings;
  }

  private void checkLease(Values values, Duration confirmTimeout) {
    Duration lease = values.required(DeploymentKeys.LEASE);
    if (lease.compareTo(confirmTimeout.multipliedBy(2)) < 0) {
      values.fault(
          "%s = %s is shorter than twice the confirm-timeout of %s, which is %s: others would send what is still on its way. Set a longer lease or a shorter timeout.",
          DeploymentKeys.LEASE.name(), lease, values.prefix(), confirmTimeout);
    }
  }

  private BusSettings bus(Values values) {
    return new BusSettings(
        connection(values),
        values.required(BusKeys.DIRECT_EXCHANGE),
        values.required(BusKeys.TOPIC_EXCHANGE),
        new HeaderNames(values.required(BusKeys.HEADER_PREFIX)),
        values.required(BusKeys.TIME_FORMAT),
        values.optional(BusKeys.LISTENER_QUEUE),
        values.required(BusKeys.ERROR_QUEUE),
        Optional.ofNullable(values.optional(BusKeys.ALLOWED_REPLY_QUEUES)).orElse(List.of()));
  }

  private ConnectionSettings connection(Values values) {
    ConnectionSettings settings = new ConnectionReader(values, sslContexts::put).read();
    secrets.addAll(settings.secrets());
    ClearText.warning(settings, TlsChoice.of(values)).ifPresent(warnings::add);
    return settings;
  }

  /** Sentences about what works and should be looked at; each once. */
  public Set<String> warnings() {
    return Collections.unmodifiableSet(warnings);
  }

  /** The passwords of all that was read, in no order; none that is a default. */
  public Set<String> secrets() {
    return Set.copyOf(secrets);
  }

  /** Which SSL contexts are named, by the keys that do; the default one apart. */
  public Map<String, String> sslContexts() {
    return Map.copyOf(sslContexts);
  }

  /**
   * Looks for the exceptions that were named; adds a fault for each that cannot be one.
   *
   * @return sentences about those that may exist where the application does not see them
   */
  public List<String> checkExceptions(ExceptionNames names) {
    List<String> doubts = new ArrayList<>();
    exceptions.forEach(
        (key, all) -> {
          for (String name : all) {
            String complaint = names.complaint(name);
            if (complaint != null) {
              String sentence = "%s = '%s' cannot be used: %s".formatted(key, name, complaint);
              (names.isCertain(name) ? faults : doubts).add(sentence);
            }
          }
        });
    return doubts;
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

  private Values values(SettingSource source) {
    return new Values(source, this::fault);
  }

  /** The runtime names the lanes of a channel with {@code concurrency} {@code channel$1} and on. */
  private static String withoutLane(String channel) {
    return channel.replaceFirst("\\$\\d+$", "");
  }
}
