package io.pikabus.crash.adapter;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.naming.NamingException;

/** Transactions that begin in a request. */
@Path("work")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class WorkResource {
  @Inject Work work;

  @POST
  @Path("{task}")
  public String perform(
      @PathParam("task") String task,
      @QueryParam("rows") int rows,
      @QueryParam("messages") int messages)
      throws SQLException, NamingException {
    work.perform(task, rows, messages);
    return "done";
  }

  @POST
  @Path("{text}/at-once")
  public String sendAtOnce(@PathParam("text") String text) throws NamingException {
    work.sendAtOnce(text);
    return "sent";
  }

  /** Whether the application is there. */
  @GET
  public String open() {
    return "open";
  }

  /** How many branches the journal holds that are in doubt, and how many that must still leave. */
  @GET
  @Path("journal")
  public String journal() throws JMException {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName journal =
        beans.queryNames(new ObjectName("io.pikabus:type=Journal,*"), null).iterator().next();
    return beans.getAttribute(journal, "InDoubt")
        + " in doubt, "
        + beans.getAttribute(journal, "Undelivered")
        + " undelivered";
  }
}
