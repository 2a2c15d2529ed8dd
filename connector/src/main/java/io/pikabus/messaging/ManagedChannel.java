package io.pikabus.messaging;

import io.pikabus.ChannelMXBean;
import io.pikabus.bus.Halts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A channel's management bean. */
final class ManagedChannel implements ChannelMXBean {

  private final IncomingChannel channel;

  ManagedChannel(IncomingChannel channel) {
    this.channel = channel;
  }

  @Override
  public String getQueue() {
    return channel.status().queue();
  }

  @Override
  public String getState() {
    return channel.status().state().name();
  }

  @Override
  public String getSince() {
    return channel.status().since().toString();
  }

  @Override
  public String getReason() {
    return channel.status().reason();
  }

  @Override
  public @Nullable String getNextAttempt() {
    Instant next = channel.status().nextAttempt();
    return next == null ? null : next.toString();
  }

  @Override
  public void pause(String reason) {
    channel.halts().halt(Halts.By.OPERATOR, reason);
  }

  @Override
  public void resume() {
    channel.halts().end(Halts.By.OPERATOR);
  }
}
