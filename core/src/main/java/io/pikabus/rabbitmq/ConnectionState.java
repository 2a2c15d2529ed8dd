package io.pikabus.rabbitmq;

import java.time.Instant;

/**
 * Where a connection stands. A value: each transition gives the next one, and those that do not
 * apply give the same.
 *
 * @param since when this phase began
 * @param failures attempts that failed since the connection was last open
 * @param reason what ended the last connection or attempt; while it is open, what is to be noticed;
 *     empty when there is nothing
 * @param node to which it is open; empty while it is not
 */
public record ConnectionState(
    Phase phase, Instant since, int failures, String reason, String node) {

  /** Where a connection can stand. */
  public enum Phase {
    /** Trying for the first time. */
    CONNECTING,
    /** Trying again. */
    RECONNECTING,
    /** Open. */
    OPEN,
    /** Open, but the broker takes no messages: its memory or disk alarm is on. */
    BLOCKED,
    /** Open, but the broker does not answer: its node hangs, or something between us does. */
    SILENT,
    /**
     * Open, but the node does not answer what takes a majority of its cluster. It answers what it
     * can answer alone, such as a new channel.
     */
    WITHOUT_MAJORITY,
    /** Closed by us, for good. */
    CLOSED
  }

  static ConnectionState initial(Instant now) {
    return new ConnectionState(Phase.CONNECTING, now, 0, "", "");
  }

  ConnectionState opened(String to, Instant now) {
    return isTrying() ? new ConnectionState(Phase.OPEN, now, 0, "", to) : this;
  }

  ConnectionState blocked(String cause, Instant now) {
    return phase == Phase.OPEN || isUseless()
        ? new ConnectionState(Phase.BLOCKED, now, 0, cause, node)
        : this;
  }

  ConnectionState unblocked(Instant now) {
    return isBlocked() ? new ConnectionState(Phase.OPEN, now, 0, "", node) : this;
  }

  ConnectionState silent(Instant from) {
    return phase == Phase.OPEN || phase == Phase.WITHOUT_MAJORITY
        ? new ConnectionState(
            Phase.SILENT,
            phase == Phase.OPEN ? from : since,
            0,
            "The broker does not answer.",
            node)
        : this;
  }

  ConnectionState withoutMajority(Instant from) {
    return phase == Phase.OPEN
        ? new ConnectionState(
            Phase.WITHOUT_MAJORITY,
            from,
            0,
            "The broker's node does not reach a majority of its cluster: nothing is agreed on, so that quorum queues may neither take nor deliver messages.",
            node)
        : this;
  }

  /** The broker answers again. */
  ConnectionState heard(Instant now) {
    return isUseless() ? new ConnectionState(Phase.OPEN, now, 0, "", node) : this;
  }

  /** One that was useless has been since then. */
  ConnectionState lost(String cause, Instant now) {
    return isOpen()
        ? new ConnectionState(Phase.RECONNECTING, isUseless() ? since : now, 0, cause, "")
        : this;
  }

  ConnectionState failed(String cause) {
    return isTrying() ? new ConnectionState(phase, since, failures + 1, cause, "") : this;
  }

  ConnectionState closed(Instant now) {
    return phase == Phase.CLOSED ? this : new ConnectionState(Phase.CLOSED, now, 0, "", "");
  }

  /** With something to be noticed though it is open. */
  ConnectionState noticed(String notice) {
    return phase == Phase.OPEN && !notice.isEmpty()
        ? new ConnectionState(phase, since, failures, notice, node)
        : this;
  }

  /** Whether it is open, and the broker does not do what is asked of it. */
  boolean isUseless() {
    return phase == Phase.SILENT || phase == Phase.WITHOUT_MAJORITY;
  }

  /**
   * Whether a channel can be opened, and queues may take what is published on it. Some may where a
   * node seems to have no majority: classic ones, and all others if it only waits for a node that
   * hangs.
   */
  boolean mayTakeMessages() {
    return phase == Phase.OPEN || phase == Phase.WITHOUT_MAJORITY;
  }

  boolean isBlocked() {
    return phase == Phase.BLOCKED;
  }

  boolean isTrying() {
    return phase == Phase.CONNECTING || phase == Phase.RECONNECTING;
  }

  /** Whether there is a connection, even if the broker takes no messages, or does not answer. */
  public boolean isOpen() {
    return phase == Phase.OPEN || phase == Phase.BLOCKED || isUseless();
  }
}
