package io.pikabus.rabbitmq;

import io.pikabus.CredentialsSupplier;
import io.pikabus.observer.MessageObserver;
import io.pikabus.thread.Threads;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What a client needs to know of the application that it works for.
 *
 * @param application its name, for the broker's operators; empty when it is not known
 * @param named the SSL context whose name the settings give; null unless they name one other than
 *     the default
 * @param credentials asked at each attempt to connect; null for those of the settings
 * @param learnt told of each password with which the client connects, unless it is no secret; from
 *     that moment nothing may show it
 * @param threads on which the client works
 * @param observer hears of what is written, and answered
 */
public record ClientContext(
    String application,
    @Nullable SSLContext named,
    @Nullable CredentialsSupplier credentials,
    Consumer<String> learnt,
    Threads threads,
    MessageObserver observer) {

  /** Nothing is known. */
  public static final ClientContext NONE = with(null, Threads.DAEMONS);

  /** Nothing is known but who gives credentials, null for the settings, and threads. */
  static ClientContext with(@Nullable CredentialsSupplier credentials, Threads threads) {
    return new ClientContext("", null, credentials, password -> {}, threads, MessageObserver.NONE);
  }
}
