package io.pikabus.bus;

import io.pikabus.FailedMessage;
import io.pikabus.IncomingMetadata;
import io.pikabus.PausePolicy;
import io.pikabus.RetryPolicy;
import io.pikabus.log.Mask;
import io.pikabus.observer.MessageObserver;
import io.pikabus.payload.Payloads;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.thread.Threads;
import io.pikabus.transaction.Inbox;
import io.pikabus.transaction.Transactions;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What all lanes of a bus have in common.
 *
 * @param transactions around the handlers
 * @param inbox null where there can be none
 * @param policy null for the one that each queue's settings describe
 * @param pauses null for the rules that are built in
 * @param secrets that no failed message, log or status may show
 * @param confirmTimeout for copies that replace failed messages
 * @param threads one for each lane
 * @param observer hears of what is delivered, handled and settled
 */
public record LaneSetup(
    BrokerClient client,
    Payloads payloads,
    CurrentMessage current,
    Transactions transactions,
    @Nullable Inbox inbox,
    @Nullable RetryPolicy policy,
    @Nullable PausePolicy pauses,
    Mask secrets,
    Duration confirmTimeout,
    Threads threads,
    MessageObserver observer) {

  /** With other rules for pauses; null for those that are built in. */
  public LaneSetup with(@Nullable PausePolicy other) {
    return with(policy, other);
  }

  /**
   * With policies that are told the channel of each message; those that are built in ask for none.
   */
  public LaneSetup naming(Function<IncomingMetadata, String> channels) {
    RetryPolicy decides = policy;
    PausePolicy stops = pauses;
    UnaryOperator<FailedMessage> named =
        failed -> failed.withChannel(channels.apply(failed.metadata()));
    return with(
        decides == null ? null : failed -> decides.decide(named.apply(failed)),
        stops == null ? null : failed -> stops.pauses(named.apply(failed)));
  }

  private LaneSetup with(@Nullable RetryPolicy retries, @Nullable PausePolicy other) {
    return new LaneSetup(
        client,
        payloads,
        current,
        transactions,
        inbox,
        retries,
        other,
        secrets,
        confirmTimeout,
        threads,
        observer);
  }
}
