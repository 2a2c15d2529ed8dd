package io.pikabus.crash.channels;

import io.pikabus.JournalStatus;
import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import javax.naming.NamingException;

/** A transaction that begins in a request. */
@Path("work")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class WorkResource {
  @Inject Work work;
  @Inject PikaBus bus;

  @POST
  @Path("{task}")
  public String perform(@PathParam("task") String task) throws SQLException, NamingException {
    work.perform(task);
    return "done";
  }

  /** How many transactions the journal holds that must still leave, as the bus says. */
  @GET
  @Path("journal")
  public long journal() {
    return bus.status().journal().map(JournalStatus::undelivered).orElseThrow();
  }

  /** Whether the application is there. */
  @GET
  public String open() {
    return "open";
  }
}
