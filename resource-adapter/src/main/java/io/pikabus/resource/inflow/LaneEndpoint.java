package io.pikabus.resource.inflow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.UnavailableException;
import io.pikabus.bus.DeliverySink.AbandonedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import org.jspecify.annotations.Nullable;

/**
 * The container's endpoint for one lane: made when it is needed, kept for the next message, and
 * thrown away after a failure, since a container may have thrown away what is behind it. The lane's
 * thread uses it, and does not hold the monitor meanwhile; any thread closes it.
 */
final class LaneEndpoint implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private final MessageEndpointFactory factory;
  private final String bean;

  @GuardedBy("this")
  private @Nullable MessageEndpoint endpoint;

  @GuardedBy("this")
  private boolean inUse;

  @GuardedBy("this")
  private boolean closed;

  LaneEndpoint(MessageEndpointFactory factory, String bean) {
    this.factory = factory;
    this.bean = bean;
  }

  /** What is done with it. */
  interface Use {
    void of(MessageEndpoint endpoint) throws Exception;
  }

  /**
   * Uses it.
   *
   * @throws UnavailableException when the container has none now, as while the application starts
   * @throws AbandonedException when it is closed
   * @throws Exception the use's own
   */
  void with(Use use) throws Exception {
    MessageEndpoint present = begin();
    boolean well = false;
    try {
      use.of(present);
      well = true;
    } finally {
      end(well);
    }
  }

  /** The one that is in use. */
  synchronized MessageEndpoint present() {
    if (endpoint == null) {
      throw new IllegalStateException("No endpoint is in use. This is a fault of pikabus.");
    }
    return endpoint;
  }

  private MessageEndpoint begin() throws AbandonedException {
    synchronized (this) {
      if (closed) {
        throw new AbandonedException(
            "%s was deactivated before its message was handed to it; the message goes back to its queue."
                .formatted(bean));
      }
      inUse = true;
      if (endpoint != null) {
        return endpoint;
      }
    }
    MessageEndpoint made = null;
    try {
      made = factory.createEndpoint(null);
    } catch (ResourceException | RuntimeException refused) {
      throw new UnavailableException(
          "The container has no endpoint of %s now: %s".formatted(bean, refused), refused);
    } finally {
      synchronized (this) {
        endpoint = made;
        inUse = made != null;
      }
    }
    return made;
  }

  private void end(boolean well) {
    MessageEndpoint spent;
    synchronized (this) {
      inUse = false;
      spent = well && !closed ? null : endpoint;
      if (spent != null) {
        endpoint = null;
      }
    }
    release(spent);
  }

  /** Gives it back: now, or when the message in hand is done. Does nothing the second time. */
  @Override
  public void close() {
    MessageEndpoint spent = null;
    synchronized (this) {
      closed = true;
      if (!inUse) {
        spent = endpoint;
        endpoint = null;
      }
    }
    release(spent);
  }

  private void release(@Nullable MessageEndpoint spent) {
    if (spent == null) {
      return;
    }
    try {
      spent.release();
    } catch (RuntimeException refused) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The container did not take an endpoint of " + bean + " back.",
          refused);
    }
  }
}
