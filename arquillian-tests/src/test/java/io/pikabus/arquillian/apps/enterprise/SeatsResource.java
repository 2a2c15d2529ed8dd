package io.pikabus.arquillian.apps.enterprise;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Seats over HTTP. */
@Path("seats/{id}")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class SeatsResource {
  @Inject Seats seats;

  @POST
  public void order(@PathParam("id") String id) {
    seats.order(id);
  }

  @GET
  public String isBooked(@PathParam("id") String id) {
    return Boolean.toString(seats.isBooked(id));
  }
}
