package io.pikabus.arquillian.apps.sales;

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
import java.util.concurrent.TimeUnit;

/** Sales over HTTP, outside any transaction. */
@Path("sales")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class SalesResource {
  private static final String SUCCESS = "success";

  @Inject Sales sales;
  @Inject Sender sender;

  @POST
  @Path("{id}")
  public String sell(
      @PathParam("id") String id,
      @QueryParam("way") Way way,
      @QueryParam("destination") String destination,
      @QueryParam("ending") Ending ending) {
    try {
      sales.sell(id, way, destination, ending);
      return SUCCESS;
    } catch (Exception failure) { // Also the checked RollbackException, which nobody declares.
      return Failures.chain(failure);
    }
  }

  /** Sells what lies in a queue. */
  @POST
  @Path("next/{queue}")
  public String sellNext(
      @PathParam("queue") String queue,
      @QueryParam("ending") Ending ending,
      @QueryParam("own") boolean own) {
    try {
      if (own) {
        sales.passOnNext(queue, ending);
      } else {
        sales.sellNext(queue, ending);
      }
      return SUCCESS;
    } catch (Exception failure) { // As above.
      return Failures.chain(failure);
    }
  }

  @POST
  @Path("{id}/slowly")
  public String sellSlowly(@PathParam("id") String id, @QueryParam("way") Way way) {
    sales.sellSlowly(id, way);
    return SUCCESS;
  }

  @POST
  @Path("{id}/after-rollback-only")
  public String sellAfterRollbackOnly(@PathParam("id") String id, @QueryParam("way") Way way) {
    return sales.sellAfterRollbackOnly(id, way);
  }

  /** Sends without a transaction and waits for the outcome. */
  @POST
  @Path("{id}/untransacted")
  public String send(
      @PathParam("id") String id,
      @QueryParam("way") Way way,
      @QueryParam("destination") String destination) {
    try {
      sender.send(way, destination, id).toCompletableFuture().get(10, TimeUnit.SECONDS);
      return SUCCESS;
    } catch (Exception failure) {
      return Failures.chain(failure);
    }
  }

  /** Whether the row is there. */
  @GET
  @Path("{id}")
  public String has(@PathParam("id") String id) {
    return Boolean.toString(sales.has(id));
  }
}
