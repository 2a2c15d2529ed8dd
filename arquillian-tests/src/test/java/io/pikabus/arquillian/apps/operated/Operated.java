package io.pikabus.arquillian.apps.operated;

import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Notes what it handles, and is paused through the API. */
@Path("bus")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class Operated {
  @Inject PikaBus bus;
  @Inject Records records;

  @Incoming("operated")
  public void handle(String text) {
    records.add("handled", text);
  }

  @POST
  @Path("pause/{name}")
  public void pause(@PathParam("name") String name) {
    bus.pause(name, "by the application");
  }

  @POST
  @Path("resume/{name}")
  public void resume(@PathParam("name") String name) {
    bus.resume(name);
  }

  @GET
  public String status() {
    return bus.status().consumers().toString();
  }
}
