package io.pikabus.arquillian.apps.deliveries;

import io.pikabus.OutboxStatus;
import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What is stored, over HTTP. */
@Path("notes")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class NotesResource {
  @Inject Notes notes;
  @Inject PikaBus bus;

  @GET
  public String all() {
    return String.join("\n", notes.all());
  }

  /** How many messages lie in the outbox; -1 when there is none. */
  @GET
  @Path("pending")
  public long pending() {
    return bus.status().outbox().map(OutboxStatus::pending).orElse(-1L);
  }
}
