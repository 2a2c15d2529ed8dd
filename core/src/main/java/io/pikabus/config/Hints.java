package io.pikabus.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says what to write instead of a key that pikabus does not have: first by the names that other
 * connectors and clients of RabbitMQ use, then by the scope of a key that stands in the wrong
 * place, then by its spelling.
 */
final class Hints {

  /**
   * A key, and what others call it: letters and digits only, without a prefix such as rabbitmq-.
   */
  private static final Map<String, List<String>> ALIASES =
      byName(
          """
          url = uri urls uris amqpurl amqpuri brokerurl connectionstring connectionurl
          virtual-host = vhost virtual vh
          username = user login userid principal
          password = pass passwd pwd passcode secret credentials
          host = hostname server broker endpoint ip
          addresses = nodes brokers servers endpoints bootstrapservers address
          tls = ssl usessl usetls sslenabled tlsenabled secure encrypted
          tls.context = sslcontext tlscontext clientsslcontextname
          tls.trust-store = truststore truststorepath ssltruststore cacert cafile ca
          tls.trust-store-password = truststorepassword ssltruststorepassword
          tls.key-store = keystore keystorepath sslkeystore
          tls.key-store-password = keystorepassword sslkeystorepassword
          tls.verify-host = verifyhostname hostnameverification sslverifyhostname
          tls.verify-host = sslhostnameverificationalgorithm verifyhost
          tls.verify-host = hostnameverificationalgorithm
          heartbeat = requestedheartbeat heartbeatinterval keepalive
          connection-timeout = connecttimeout timeout handshaketimeout
          queue = queuename destination groupid address defaultroutingkey
          queue-type = queuexqueuetype xqueuetype
          topics = routingkeys routingkey bindingkey bindingkeys topicname subject topic
          topic = routingkey defaultroutingkey topicname subject topics
          direct-exchange = exchange exchangename
          topic-exchange = exchange exchangename
          error-queue = deadletterqueue deadletterqueuename dlq errorqueuename
          error-queue = deadletterexchange dlx
          prefetch = maxoutstandingmessages qos prefetchcount basicqos
          prefetch = listenersimpleprefetch
          max-retries = retries retrycount maxattempts retrymaxattempts redeliveries
          max-retries = maxdeliveries deliverylimit
          retry-delay = retryinterval retryinitialinterval retrybackoffdelay redeliverydelay
          retry-backoff = retrymultiplier backoff backoffmultiplier
          no-retry-on = noretryexceptions abortretryon donotretryon noretry
          drain-timeout = shutdowntimeout gracefulshutdowntimeout stoptimeout
          confirm-timeout = publishconfirmtimeout publishertimeout sendtimeout
          persistent = deliverymode durablemessages
          message-type = type typename
          message-types = messagetype types type typename
          transaction = transactionmode transactional tx outbox
          transacted = transactional channeltransacted
          outbox.datasource = datasource jndiname
          header-prefix = headersprefix
          listener-queue = replyto replyqueue replytoaddress
          """);

  /** What no key stands for, and why. */
  private static final Map<String, List<String>> ANSWERS =
      byName(
          """
          A queue that pikabus declares is durable and neither exclusive nor deleted by itself. Remove the key. = durable queuedurable exclusive queueexclusive autodelete
          A queue that pikabus declares is durable and neither exclusive nor deleted by itself. Remove the key. = queueautodelete exchangedurable exchangeautodelete
          Confirms are always on. Remove the key; confirm-timeout says how long to wait. = publishconfirms publisherconfirms publisherconfirmtype confirms acks
          A message is acknowledged when it is handled. Remove the key. = autoack autoacknowledgement autoacknowledge acknowledgemode ackmode
          A message is acknowledged when it is handled. Remove the key. = acknowledgment ack
          A failed message is tried again, then it goes to the error queue. Remove the key; max-retries and error-queue say how often and where. = failurestrategy onfailure requeue defaultrequeuerejected
          pikabus always reconnects. Remove the key. = automaticrecovery automaticrecoveryenabled reconnect reconnectattempts
          pikabus always reconnects. Remove the key. = reconnectinterval networkrecoveryinterval
          pikabus always reconnects. Remove the key. = automaticrecoveryoninitialconnection
          No time to live is set on messages or queues, since the broker would drop what nobody has handled. Remove the key. = ttl queuettl defaultttl messagettl expiration queueexpires expires
          Put the broker's certificate, or its authority's, into tls.trust-store instead. Certificates are always checked. = trustall insecure validateservercertificate trustselfsigned
          The exchanges are those of PikaBus, a direct one and a topic one. Remove the key. = exchangetype exchangedeclare exchangedurable
          """);

  private Hints() {}

  /**
   * What to write instead, as a sentence.
   *
   * @param known the keys that may stand there
   */
  static String hint(String written, List<String> known) {
    String byAlias = byAlias(written, known);
    if (byAlias != null) {
      return byAlias;
    }
    String byScope = byScope(written);
    return byScope != null ? byScope : Spelling.suggest(written, known);
  }

  private static @Nullable String byAlias(String written, List<String> known) {
    for (String name : List.of(plain(written), bare(plain(written)))) {
      List<String> meant =
          known.stream()
              .distinct()
              .filter(
                  key ->
                      plain(key).equals(name)
                          || ALIASES.getOrDefault(name, List.of()).contains(key))
              .map("'%s'"::formatted)
              .toList();
      if (!meant.isEmpty()) {
        return "Did you mean %s?".formatted(String.join(" or ", meant));
      }
      List<String> answers = ANSWERS.getOrDefault(name, List.of());
      if (!answers.isEmpty()) {
        return answers.get(0);
      }
    }
    return null;
  }

  /** A key of pikabus that belongs elsewhere. */
  private static @Nullable String byScope(String written) {
    String places =
        Keys.ALL.stream()
            .filter(key -> key.name().equals(written))
            .map(key -> place(key.scope()))
            .distinct()
            .collect(Collectors.joining(" or "));
    return places.isEmpty() ? null : "It is a key of %s: move it there.".formatted(places);
  }

  private static String place(ConfigKey.Scope scope) {
    return scope == ConfigKey.Scope.OUTBOX
        ? "the connector, behind mp.messaging.connector.pikabus."
        : "the %s channels".formatted(scope.label());
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static String bare(String plain) {
    return plain.replaceFirst("^(spring)?(rabbitmq|rabbit|amqp|mq|broker)", "");
  }

  /** Reads lines of {@code meaning = name name …}; a name may have several meanings. */
  private static Map<String, List<String>> byName(String table) {
    Map<String, List<String>> meanings = new HashMap<>();
    for (String line : table.split("\n")) {
      int last = line.lastIndexOf(" = ");
      for (String name : line.substring(last + 3).split(" ")) {
        meanings.computeIfAbsent(name, any -> new ArrayList<>()).add(line.substring(0, last));
      }
    }
    return Map.copyOf(meanings);
  }
}
