package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.Sasl;
import io.pikabus.log.Repetitions;
import java.time.Duration;
import java.util.Optional;

/** What is logged of one connection: each reason once a minute, the rest counted. */
final class ConnectionLog {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  private final String purpose;
  private final ConnectionSettings settings;
  private final Repetitions attempts = new Repetitions(1);
  private final Repetitions changes = new Repetitions(3);

  ConnectionLog(String purpose, ConnectionSettings settings) {
    this.purpose = purpose;
    this.settings = settings;
  }

  /**
   * It is open.
   *
   * @param otherUser as whom, if not as the settings say; else empty
   */
  void opened(Connection fresh, NodeAddress node, String otherUser) {
    changes
        .next("opened")
        .ifPresent(
            untold ->
                LOG.log(
                    System.Logger.Level.INFO,
                    "Connected for {0} to {1}{2}: {3}, {4}.{5}",
                    purpose,
                    node,
                    otherUser,
                    settings,
                    CloseReasons.broker(fresh),
                    untold));
  }

  /**
   * Whether to tell that a queue is not consumed: an application may give up and begin again with a
   * new consumer.
   */
  Optional<String> notConsuming(String queue, String reason) {
    return attempts.next(queue + ": " + reason);
  }

  void lost(String reason) {
    changes
        .next("lost " + reason)
        .ifPresent(
            untold ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "Lost the connection for {0}: {1}{2}",
                    purpose,
                    reason,
                    untold));
  }

  void breakingOff(String why) {
    LOG.log(System.Logger.Level.WARNING, "{0} Breaking off for {1}.", why, purpose);
  }

  void blocked(String reason) {
    LOG.log(System.Logger.Level.WARNING, "The broker takes no messages: {0}.", reason);
  }

  void unblocked() {
    LOG.log(System.Logger.Level.INFO, "The broker takes messages again.");
  }

  /** It is open, and of no use. */
  void useless(String why) {
    LOG.log(System.Logger.Level.WARNING, "On the connection for {0}: {1}", purpose, why);
  }

  void heard() {
    LOG.log(
        System.Logger.Level.INFO, "The broker answers again on the connection for {0}.", purpose);
  }

  private String remedy() {
    return settings.sasl() == Sasl.EXTERNAL
        ? " Check which user the broker finds in the certificate (ssl_cert_login_from), and virtual-host."
        : " Check username, password and virtual-host.";
  }

  /**
   * An attempt failed.
   *
   * @param refused whether a person has to mend something first
   * @param access whether it is about who may connect
   */
  void failed(String reason, boolean refused, boolean access, Duration pause) {
    attempts
        .next(reason)
        .ifPresent(
            untold ->
                LOG.log(
                    refused ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
                    "Cannot connect for {0}: {1}: {2} Trying again in {3}.{4}{5}",
                    purpose,
                    settings,
                    reason,
                    pause,
                    access ? remedy() : "",
                    untold));
  }
}
