package io.pikabus.rabbitmq;

import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.TopologyMode;
import io.pikabus.protocol.Topology;
import io.pikabus.protocol.Topology.QueueType;
import java.util.List;
import java.util.Locale;

/**
 * Whether anything is declared, as whom, and how it is said that something is missing.
 *
 * @param user of the broker, as {@link ConnectionSettings#user()} says it
 * @param errorQueueType of an error queue that is created
 */
record TopologyRules(TopologyMode mode, String user, QueueType errorQueueType) {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  static TopologyRules of(ConnectionSettings settings) {
    return new TopologyRules(settings.topology(), settings.user(), settings.errorQueueType());
  }

  /** What must exist before a message is put into an error queue. */
  Topology errors(String directExchange, String errorQueue) {
    return Topology.addressed(directExchange, Topology.Queue.of(errorQueue, errorQueueType));
  }

  /** Of something that is not made because the mode says so. */
  String missing(String what) {
    return "%s does not exist, and topology = check declares nothing. Create it, or set topology = declare."
        .formatted(sentence(what));
  }

  /** Of something that is not made because the user may not. */
  String forbidden(String what, Throwable reply) {
    return "%s does not exist, and user %s may not declare it. Create it, or give the user what is missing: configure on it, and for its arguments perhaps more. (%s)"
        .formatted(sentence(what), user, CloseReasons.describe(reply));
  }

  /** Of a binding that is not made because the user may not. */
  String unbound(String what, Throwable reply) {
    return "User %s may not bind %s. Unless somebody else has done so, messages are missing here. (%s)"
        .formatted(user, what, CloseReasons.describe(reply));
  }

  /** Of a binding that is missing and not made because the mode says so. */
  String unbound(String what) {
    return "topology = check binds nothing. Create what is missing, and bind %s, or set topology = declare."
        .formatted(what);
  }

  /** Said at length only if a message comes back. */
  static void logRefused(List<String> sentences) {
    sentences.forEach(sentence -> LOG.log(System.Logger.Level.DEBUG, sentence));
  }

  private static String sentence(String what) {
    return what.substring(0, 1).toUpperCase(Locale.ROOT) + what.substring(1);
  }
}
