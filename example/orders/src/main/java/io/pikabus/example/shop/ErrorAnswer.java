package io.pikabus.example.shop;

import static java.lang.System.Logger.Level.ERROR;

import jakarta.transaction.RollbackException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/** Answers a request that could not be granted with {@code {"error": what is wrong}}. */
@Provider
public class ErrorAnswer implements ExceptionMapper<Exception> {
  private static final System.Logger LOG = System.getLogger(ErrorAnswer.class.getName());

  @Override
  public Response toResponse(Exception exception) {
    if (exception instanceof WebApplicationException refused) {
      return answer(
          Response.fromResponse(refused.getResponse()), String.valueOf(refused.getMessage()));
    }
    LOG.log(ERROR, "A request failed", exception);
    if (exception instanceof RollbackException) {
      return answer(
          Response.status(Status.SERVICE_UNAVAILABLE),
          "The order could not be taken now. Try again later, with the same orderId.");
    }
    return answer(Response.serverError(), "Something went wrong in the shop.");
  }

  private static Response answer(ResponseBuilder builder, String error) {
    return builder.type(MediaType.APPLICATION_JSON).entity(Map.of("error", error)).build();
  }
}
