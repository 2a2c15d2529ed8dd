package io.pikabus.arquillian.apps.encrypted;

import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Answers what it reads. */
@ApplicationScoped
public class Reader {
  @Inject PikaBus bus;

  @Incoming("letters")
  public void read(String text) {
    bus.reply("read " + text);
  }
}
