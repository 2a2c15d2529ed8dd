package io.pikabus.crash.application;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;

/** The door for people: a transaction that begins in a request. */
@Path("work")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class WorkResource {
  @Inject Work work;

  @POST
  @Path("{task}")
  public String perform(@PathParam("task") String task, @QueryParam("messages") int messages)
      throws SQLException {
    work.perform(task, messages);
    return "done";
  }

  /** Whether the application is there. */
  @GET
  public String open() {
    return "open";
  }
}
