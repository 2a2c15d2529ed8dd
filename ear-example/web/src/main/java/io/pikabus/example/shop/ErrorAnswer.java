package io.pikabus.example.shop;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;

/** Answers a request that cannot be granted with {@code {"error": what is wrong}}. */
@Provider
public class ErrorAnswer implements ExceptionMapper<WebApplicationException> {
  @Override
  public Response toResponse(WebApplicationException exception) {
    return Response.fromResponse(exception.getResponse())
        .type(MediaType.APPLICATION_JSON)
        .entity(Map.of("error", String.valueOf(exception.getMessage())))
        .build();
  }
}
