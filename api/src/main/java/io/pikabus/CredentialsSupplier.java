package io.pikabus;

/**
 * Says as whom to connect to the broker, each time anew: for passwords that are rotated, and for
 * access tokens. A CDI bean of this type takes the place of the settings {@code username} and
 * {@code password}; in Java SE it is handed to {@link PikaBusBuilder#credentials}. With {@code sasl
 * = external} it is not asked.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Tokens implements CredentialsSupplier {
 *   @Inject TokenClient tokens;
 *
 *   public Credentials get() throws IOException {
 *     Token token = tokens.fetch();
 *     return Credentials.of("shop", token.text()).expiringAt(token.end());
 *   }
 * }
 * }</pre>
 *
 * <p>Asked before each attempt to connect, and when two thirds of the time to the {@linkplain
 * Credentials#expiry() expiry} are over; then the open connection is given the new password or
 * token, and nothing is interrupted. Called by several threads of pikabus, never by one of the
 * application's; it may wait for a server, but not for ever: nothing connects meanwhile.
 */
@FunctionalInterface
public interface CredentialsSupplier {

  /**
   * Says as whom to connect from now on.
   *
   * @throws Exception when that cannot be known now: it is asked again, with pauses that grow. What
   *     it gave before is used until it expires
   */
  Credentials get() throws Exception;
}
