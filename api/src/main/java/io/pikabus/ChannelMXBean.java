package io.pikabus;

import org.jspecify.annotations.Nullable;

/**
 * One incoming channel as a management bean, in the platform's server of management beans, named
 * {@code io.pikabus:type=Channel,application=<application>,name=<channel>}; likewise one
 * message-driven bean of a resource adapter, named {@code
 * io.pikabus:type=Endpoint,name=<class>,queue=<queue>}. Called from any thread.
 *
 * <pre>{@code
 * ObjectName name = new ObjectName("io.pikabus:type=Channel,application=shop,name=orders");
 * ChannelMXBean orders =
 *     JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(), name, ChannelMXBean.class);
 * orders.pause("stocktaking");
 * }</pre>
 */
public interface ChannelMXBean {

  /** The queue that it consumes. */
  String getQueue();

  /** One of {@link BusStatus.State}. */
  String getState();

  /** When it came into this state, as in ISO 8601. */
  String getSince();

  /** Why it does not work; empty when it does. */
  String getReason();

  /** When the next message is tried while an outage pauses it, as in ISO 8601; else null. */
  @Nullable String getNextAttempt();

  /**
   * Handles no more messages until {@link #resume}, nor do the channels that share its queue.
   *
   * @param reason shown in the status
   * @see PikaBus#pause
   */
  void pause(String reason);

  /** Handles messages again, and so do the channels that share its queue. */
  void resume();
}
