package io.pikabus.arquillian.apps.lonely;

import io.pikabus.OutboxStatus;
import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Sends by the bus, and by nothing else. */
@Path("lonely")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class Lonely {
  @Inject PikaBus bus;

  @POST
  @Path("{text}")
  @Transactional
  public String send(@PathParam("text") String text) {
    bus.send("lonely", text);
    return text;
  }

  /** How many messages lie in the outbox; -1 before anybody has looked. */
  @GET
  public long pending() {
    return bus.status().outbox().map(OutboxStatus::pending).orElse(-1L);
  }
}
