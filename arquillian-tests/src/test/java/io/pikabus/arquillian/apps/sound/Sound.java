package io.pikabus.arquillian.apps.sound;

import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Passes on what it gets. */
@Path("status")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class Sound {
  @Inject PikaBus bus;

  @Incoming("sound")
  @Transactional
  public void pass(String text) {
    bus.send("sound-out", text);
  }

  /** Of its consumer. */
  @GET
  public String state() {
    return bus.status().consumers().get(0).state().name();
  }
}
