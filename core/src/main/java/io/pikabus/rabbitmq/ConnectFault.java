package io.pikabus.rabbitmq;

import com.rabbitmq.client.AuthenticationFailureException;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.Sasl;
import io.pikabus.recovery.Backoff;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no connection.
 *
 * @param reason one or more sentences; secrets are not masked yet
 * @param refused whether a person has to mend something first
 * @param access whether it is about who may connect
 */
record ConnectFault(String reason, boolean refused, boolean access) {

  /**
   * How long to wait before the next attempt. A login that was never accepted is tried rarely: most
   * likely it is wrong, and each try brings the account closer to being locked.
   *
   * @param failures attempts in a row that failed in whatever way, from 1
   * @param refusals those of them that a person has to mend, from 1
   * @param accepted whether the broker accepted the same user and password before
   * @param random from 0 to 1, so that many clients do not return at the same moment
   */
  Duration pause(int failures, int refusals, boolean accepted, double random) {
    return !refused
        ? Backoff.after(failures, random)
        : access && accepted ? Backoff.refusedAgain(refusals, random) : Backoff.REFUSED;
  }

  /** Of one node. */
  static ConnectFault of(Exception failure, ConnectionSettings settings) {
    String fault = ofSettings(failure, settings);
    boolean access =
        failure instanceof AuthenticationFailureException || CloseReasons.refusal(failure);
    return new ConnectFault(
        CloseReasons.sentence(fault != null ? fault : describe(failure, access, settings)),
        access || fault != null,
        access);
  }

  /**
   * Of a round in which no node was connected to: what a person has to mend, if anything; else what
   * each node said. The text does not depend on the order in which they were tried.
   *
   * @param faults at least one, by what the node is called
   */
  static ConnectFault ofRound(Map<String, ConnectFault> faults) {
    boolean refused = faults.values().stream().anyMatch(ConnectFault::refused);
    Map<String, String> nodesByReason = new LinkedHashMap<>();
    faults.entrySet().stream()
        .filter(fault -> fault.getValue().refused() == refused)
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            fault ->
                nodesByReason.merge(
                    fault.getValue().reason(), fault.getKey(), (all, one) -> all + ", " + one));
    boolean same = faults.values().stream().map(ConnectFault::reason).distinct().count() == 1;
    String reason =
        same
            ? nodesByReason.keySet().iterator().next()
            : nodesByReason.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getValue))
                .map(each -> each.getValue() + ": " + each.getKey())
                .collect(Collectors.joining(" "));
    return new ConnectFault(
        reason, refused, faults.values().stream().anyMatch(ConnectFault::access));
  }

  /** What no other try can mend; null when one may. */
  private static @Nullable String ofSettings(Exception failure, ConnectionSettings settings) {
    String mechanism = settings.sasl() == Sasl.EXTERNAL ? Strangers.describeSasl(failure) : null;
    return mechanism != null || settings.tls() == null ? mechanism : TlsFaults.describe(failure);
  }

  private static String describe(Exception failure, boolean access, ConnectionSettings settings) {
    String stranger = access ? null : Strangers.describe(failure);
    boolean ended = stranger != null && settings.tls() != null && TlsFaults.isEnd(failure);
    return stranger == null
        ? CloseReasons.describe(failure)
        : ended ? TlsFaults.describeEnd(failure) : stranger;
  }
}
