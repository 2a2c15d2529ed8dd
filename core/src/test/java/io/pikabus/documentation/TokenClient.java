package io.pikabus.documentation;

import java.io.IOException;

/** Asks whoever gives tokens. */
public interface TokenClient {

  Token fetch() throws IOException;
}
