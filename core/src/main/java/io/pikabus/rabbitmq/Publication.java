package io.pikabus.rabbitmq;

import io.pikabus.SendOutcome;
import io.pikabus.protocol.Envelope;
import io.pikabus.text.Printable;
import io.pikabus.time.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a confirm. Its fields change under the writer's lock only; the outcome is
 * completed once, by whoever comes first.
 */
final class Publication {

  /** Behind its deadline; many times as long as between two sweeps. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(2);

  /** Completed with what became of the message. Never exceptionally. */
  final CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();

  private final Deadline deadline;
  private Envelope envelope;
  private boolean written;
  private boolean routeRenewed;

  /** Whether a copy of it was sent because no answer came. By the connection's thread. */
  private volatile boolean probing;

  /** Whether it was left unanswered on an earlier connection. By the connection's thread. */
  private volatile boolean moved;

  /** Whether another channel of its connection is the reason that it is written again. */
  private volatile boolean sentAside;

  /** How often the broker refused it. By the client's reader thread. */
  private int refusals;

  /** When it was written last, or else began to wait. In {@link System#nanoTime} terms. */
  private volatile long waitsFrom;

  /** Set by the client's reader thread before the confirm that follows it on the same thread. */
  private volatile SendOutcome.@Nullable Unroutable returned;

  Publication(Envelope envelope, Deadline deadline) {
    this.envelope = envelope;
    this.deadline = deadline;
    this.waitsFrom = System.nanoTime();
  }

  Envelope envelope() {
    return envelope;
  }

  /** About to be written: from now on the broker may have it. */
  void writing() {
    if (written) {
      envelope = envelope.possibleDuplicate();
    }
    moved |= written && !sentAside;
    sentAside = false;
    written = true;
    waitsFrom = System.nanoTime();
  }

  /** The broker refused it; how long to wait before it is published again, if it is to be. */
  Optional<Duration> refused(SecondChances secondChances) {
    refusals++;
    sentAside = true;
    return secondChances.afterRefusal(
        envelope.address(), refusals, deadline.left(), System.nanoTime());
  }

  /** Whether another channel is to be tried now, because no answer came. */
  boolean isPicked(ChannelProbes.Round round) {
    return round.picks(envelope.address(), moved || probing, waitsFrom);
  }

  /** Another channel is tried, because no answer came. */
  void tryAgain() {
    probing = true;
    sentAside = true;
  }

  /** The broker has it. */
  void confirm(SecondChances secondChances, ChannelProbes probes) {
    if (refusals > 0) {
      secondChances.helped(envelope.address());
    }
    probes.answered(envelope.address(), waitsFrom);
    outcome.complete(new SendOutcome.Confirmed());
  }

  /** Since it was written last; before that, since it began to wait. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - waitsFrom);
  }

  boolean isWritten() {
    return written;
  }

  /**
   * Notes that the broker returned it.
   *
   * @return false when it had been returned before
   */
  boolean markReturned(SendOutcome.Unroutable reply) {
    if (returned != null) {
      return false;
    }
    returned = reply;
    return true;
  }

  /** What the broker said when it returned the message; forgotten by asking. */
  SendOutcome.@Nullable Unroutable takeReturned() {
    SendOutcome.Unroutable reply = returned;
    returned = null;
    return reply;
  }

  /**
   * A returned message may be tried once more after its route was renewed: it is known not to have
   * arrived, so it is no duplicate.
   *
   * @return false the second time
   */
  boolean renewRoute() {
    boolean first = !routeRenewed;
    routeRenewed = true;
    written = false;
    return first;
  }

  boolean isOver() {
    return outcome.isDone();
  }

  Deadline deadline() {
    return deadline;
  }

  /** The broker's refusal is final. */
  void refuse() {
    outcome.complete(
        new SendOutcome.Refused(
            "the broker did not take it (nack): a queue is full, the node that has it is away, or the broker failed inside."));
  }

  /** Gives up for a reason that is no fault of the message's. */
  void abandon(String why) {
    outcome.complete(new SendOutcome.Unknown(SendOutcome.Cause.CONNECTION_LOST, why, written));
  }

  /** Ends with an exception that nobody expected: refused, unless the broker may have it. */
  void fail(Throwable unexpected) {
    String why = Printable.of(unexpected);
    if (written) {
      abandon(why);
    } else {
      outcome.complete(new SendOutcome.Refused(why));
    }
  }

  /**
   * Gives up waiting if the time is over. Returns whether the message is over, however it ended.
   */
  boolean expireIfDue(ConnectionState state) {
    if (!isOver() && deadline.isOver()) {
      expire(state);
    }
    return isOver();
  }

  /** Gives up waiting if the time has been over for so long that nobody else will. */
  void expireIfForgotten(ConnectionState state) {
    if (!isOver() && deadline.nanosLeft() < -FORGOTTEN.toNanos()) {
      expire(state);
    }
  }

  /** Gives up waiting. */
  void expire(ConnectionState state) {
    outcome.complete(expired(state, deadline.timeout(), written));
  }

  /** What is known of a message whose time is over. Pure. */
  static SendOutcome.Unknown expired(ConnectionState state, Duration timeout, boolean written) {
    String why =
        switch (state.phase()) {
          case OPEN -> "";
          case BLOCKED -> " (the broker takes no messages: " + Printable.of(state.reason()) + ")";
          case SILENT -> " (the broker has not answered since " + state.since() + ")";
          case WITHOUT_MAJORITY ->
              " (the broker's node has not reached a majority of its cluster since "
                  + state.since()
                  + ")";
          case CONNECTING, RECONNECTING, CLOSED ->
              " (not connected since "
                  + state.since()
                  + (state.reason().isEmpty() ? "" : ": " + Printable.of(state.reason()))
                  + ")";
        };
    String fate =
        written
            ? "No confirm came within "
            : state.isOpen()
                ? "it could not be written within "
                : "no connection to the broker within ";
    return new SendOutcome.Unknown(
        state.isOpen() ? SendOutcome.Cause.TIMED_OUT : SendOutcome.Cause.CONNECTION_LOST,
        fate + timeout + why,
        written);
  }
}
