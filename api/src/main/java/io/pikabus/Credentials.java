package io.pikabus;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * As whom to connect to the broker. Immutable.
 *
 * <pre>{@code
 * return Credentials.of("shop", token.text()).expiringAt(token.end());
 * }</pre>
 */
public final class Credentials {

  private final String username;
  private final String password;
  private final @Nullable Instant expiry;

  private Credentials(String username, String password, @Nullable Instant expiry) {
    this.username = Objects.requireNonNull(username, "username");
    this.password = Objects.requireNonNull(password, "password");
    this.expiry = expiry;
  }

  /**
   * A user and a password or token that does not end by itself.
   *
   * @param password for OAuth 2 the access token
   */
  public static Credentials of(String username, String password) {
    return new Credentials(username, password, null);
  }

  /** The same, with a password or token that the broker takes until then. */
  public Credentials expiringAt(Instant end) {
    return new Credentials(username, password, Objects.requireNonNull(end, "end"));
  }

  /** The user; for OAuth 2 the broker takes it from the token, and any text will do. */
  public String username() {
    return username;
  }

  /** The password or token. */
  public String password() {
    return password;
  }

  /** When the password or token ends; empty when it does not end by itself. */
  public Optional<Instant> expiry() {
    return Optional.ofNullable(expiry);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Credentials that
        && username.equals(that.username)
        && password.equals(that.password)
        && Objects.equals(expiry, that.expiry);
  }

  @Override
  public int hashCode() {
    return Objects.hash(username, password, expiry);
  }

  /** Without the password: this text may go into logs. */
  @Override
  public String toString() {
    return "user '" + username + "'" + (expiry == null ? "" : " until " + expiry);
  }
}
