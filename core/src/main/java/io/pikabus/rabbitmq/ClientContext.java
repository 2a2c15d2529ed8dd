package io.pikabus.rabbitmq;

import io.pikabus.CredentialsSupplier;
import io.pikabus.observer.MessageObserver;
import io.pikabus.thread.Threads;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a client needs to know of the application that it works for.
 *
 * @param application its name, for the broker's operators; empty when it is not known
 * @param named the SSL context whose name the settings give; null unless they name one other than
 *     the default
 * @param credentials asked at each attempt to connect; null for those of the settings
 * @param threads on which the client works
 * @param observer hears of what is written, and answered
 */
public record ClientContext(
    String application,
    @Nullable SSLContext named,
    @Nullable CredentialsSupplier credentials,
    Threads threads,
    MessageObserver observer) {

  /** Nothing is known. */
  public static final ClientContext NONE =
      new ClientContext("", null, null, Threads.DAEMONS, MessageObserver.NONE);
}
