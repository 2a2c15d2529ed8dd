package io.pikabus.management;

import io.pikabus.ChannelMXBean;
import io.pikabus.bus.Consumed;
import io.pikabus.bus.Halts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The management bean of something that consumes a queue. */
final class ManagedConsumer implements ChannelMXBean {

  private final Consumed consumer;

  ManagedConsumer(Consumed consumer) {
    this.consumer = consumer;
  }

  @Override
  public String getQueue() {
    return consumer.status().queue();
  }

  @Override
  public String getState() {
    return consumer.status().state().name();
  }

  @Override
  public String getSince() {
    return consumer.status().since().toString();
  }

  @Override
  public String getReason() {
    return consumer.status().reason();
  }

  @Override
  public @Nullable String getNextAttempt() {
    Instant next = consumer.status().nextAttempt();
    return next == null ? null : next.toString();
  }

  @Override
  public void pause(String reason) {
    consumer.halts().halt(Halts.By.OPERATOR, reason);
  }

  @Override
  public void resume() {
    consumer.halts().end(Halts.By.OPERATOR);
  }
}
