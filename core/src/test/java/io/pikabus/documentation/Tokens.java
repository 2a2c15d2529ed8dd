package io.pikabus.documentation;

import io.pikabus.Credentials;
import io.pikabus.CredentialsSupplier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;

/** Access tokens instead of a password, as CredentialsSupplier and the pages show them. */
@ApplicationScoped
public class Tokens implements CredentialsSupplier {
  @Inject TokenClient tokens; // yours

  @Override
  public Credentials get() throws IOException {
    Token token = tokens.fetch();
    return Credentials.of("shop", token.text()).expiringAt(token.end());
  }
}
