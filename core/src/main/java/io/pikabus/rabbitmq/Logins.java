package io.pikabus.rabbitmq;

import io.pikabus.Credentials;
import io.pikabus.CredentialsSupplier;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.Sasl;
import io.pikabus.log.KnownSecrets;
import io.pikabus.thread.Threads;
import io.pikabus.thread.WorkThread;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * As whom one broker is connected to, asked anew each time. What the supplier gave last is used for
 * as long as it holds when the supplier fails. For any thread; the supplier is called without a
 * lock.
 */
final class Logins implements AutoCloseable {

  /** There are no credentials, and no attempt can be made. */
  static final class NoCredentials extends Exception {
    private static final long serialVersionUID = 1L;

    NoCredentials(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  private final ConnectionSettings settings;
  private final CredentialsSupplier supplier;

  private final WorkThread thread;

  private volatile @Nullable Credentials last;

  /** Those with which a connection was opened last, by any of the connections. */
  private volatile @Nullable Credentials accepted;

  private final KnownSecrets secrets;
  private final Consumer<String> learnt;
  private volatile String trouble = "";

  Logins(ConnectionSettings settings, @Nullable CredentialsSupplier supplier, Threads threads) {
    this(settings, ClientContext.with(supplier, threads));
  }

  Logins(ConnectionSettings settings, ClientContext context) {
    Credentials configured = Credentials.of(settings.username(), settings.password());
    CredentialsSupplier supplier = context.credentials();
    this.settings = settings;
    this.supplier = supplier != null && settings.sasl() == Sasl.PLAIN ? supplier : () -> configured;
    this.secrets = new KnownSecrets(settings.secrets());
    this.learnt = context.learnt();
    this.thread = new WorkThread(context.threads(), "pikabus-credentials");
  }

  /**
   * Those to connect with now.
   *
   * @throws NoCredentials when the supplier fails, and what it gave before has ended
   */
  Credentials current() throws NoCredentials {
    try {
      return fresh();
    } catch (NoCredentials failure) {
      Credentials before = last;
      if (before != null && TokenSchedule.holds(before, Instant.now())) {
        return before;
      }
      throw failure;
    }
  }

  /**
   * New ones.
   *
   * @throws NoCredentials when the supplier fails, in whatever way
   */
  Credentials fresh() throws NoCredentials {
    try {
      Credentials credentials = Objects.requireNonNull(supplier.get(), "no credentials were given");
      keep(credentials);
      trouble = "";
      return credentials;
    } catch (Throwable failure) {
      // Of any kind: connecting must not end by what an application's class does.
      if (failure instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      String sentence =
          secrets.mask(
              "The user and password to connect with could not be had: %s"
                  .formatted(CloseReasons.sentence(CloseReasons.describe(failure))));
      trouble = sentence;
      throw new NoCredentials(sentence, failure);
    }
  }

  private void keep(Credentials credentials) {
    if (ConnectionSettings.isSecret(credentials.password())) {
      secrets.add(credentials.password());
      learnt.accept(credentials.password());
    }
    last = credentials;
  }

  /** The broker accepted these. */
  void accepted(Credentials credentials) {
    accepted = credentials;
  }

  /** Whether the broker accepted the ones that were asked for last, when it was asked before. */
  boolean wereAccepted() {
    Credentials good = accepted;
    Credentials present = last;
    return good != null
        && present != null
        && good.username().equals(present.username())
        && good.password().equals(present.password());
  }

  /** Does work that may wait for the supplier, after a pause; not after {@link #close}. */
  void later(Runnable work, Duration pause) {
    thread.later(pause, work);
  }

  /** Why there is no new one; empty while all is well. */
  String trouble() {
    return trouble;
  }

  /** For texts that are shown. */
  String mask(String text) {
    return secrets.mask(text);
  }

  /** As whom, if that is not what the settings say; empty otherwise. */
  String otherUser() {
    Credentials present = last;
    return present == null || present.username().equals(settings.username())
        ? ""
        : " as user '" + present.username() + "'";
  }

  @Override
  public void close() {
    thread.close();
  }
}
