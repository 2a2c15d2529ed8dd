package io.pikabus.documentation;

import io.pikabus.CredentialsSupplier;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;

/** A bus of Java SE with all that an application may supply. */
final class Extended {

  private Extended() {}

  static PikaBusClient connect(CredentialsSupplier tokens) {
    return PikaBus.builder()
        .setting("host", "rabbit.shop.example")
        .credentials(tokens)
        .payloadCodec(new PlainText())
        .retryPolicy(new Patience())
        .pausePolicy(new Outages())
        .connect();
  }
}
