package io.pikabus.arquillian.apps.retries;

import io.pikabus.arquillian.parts.Failures;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;

/** Retries and deferrals over HTTP, outside any transaction. */
@Path("retries")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class RetriesResource {
  @Inject Retries retries;
  @Inject Deferrals deferrals;

  /** How many rows a job has. */
  @GET
  @Path("{job}")
  public String committed(@PathParam("job") String job) {
    return Long.toString(retries.committed(job));
  }

  @POST
  @Path("deferrals/{text}")
  public void defer(
      @PathParam("text") String text,
      @QueryParam("millis") long millis,
      @QueryParam("queue") String queue) {
    deferrals.defer(text, Duration.ofMillis(millis), queue);
  }

  @POST
  @Path("deferrals/{text}/slowly")
  public void deferSlowly(
      @PathParam("text") String text,
      @QueryParam("millis") long millis,
      @QueryParam("queue") String queue) {
    deferrals.deferSlowly(text, Duration.ofMillis(millis), queue);
  }

  @POST
  @Path("deferrals/{text}/in-vain")
  public String deferInVain(
      @PathParam("text") String text,
      @QueryParam("millis") long millis,
      @QueryParam("queue") String queue) {
    try {
      deferrals.deferInVain(text, Duration.ofMillis(millis), queue);
      return "success";
    } catch (IllegalStateException rolledBack) {
      return Failures.chain(rolledBack);
    }
  }
}
