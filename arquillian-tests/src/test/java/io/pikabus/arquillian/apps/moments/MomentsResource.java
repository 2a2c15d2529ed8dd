package io.pikabus.arquillian.apps.moments;

import io.pikabus.arquillian.parts.Failures;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

/** Transactions over HTTP. */
@Path("moments")
@ApplicationScoped
public class MomentsResource {
  @Inject Work work;

  @POST
  @Path("{phase}/{way}/{queue}/{text}")
  public String complete(
      @PathParam("phase") String phase,
      @PathParam("way") String way,
      @PathParam("queue") String queue,
      @PathParam("text") String text,
      @QueryParam("rollback") boolean rollback) {
    try {
      work.complete(new Moment(phase, way, queue, text), rollback);
      return "success";
    } catch (Exception failure) { // Also the checked RollbackException, which nobody declares.
      return Failures.chain(failure);
    }
  }
}
