package io.pikabus.arquillian.apps.observer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.stream.Collectors;

/** Shows the server's threads. */
@Path("threads")
@ApplicationScoped
public class Observer {

  /** The names of the threads that begin so, one a line. */
  @GET
  @Path("{prefix}")
  @Produces(MediaType.TEXT_PLAIN)
  public String threads(@PathParam("prefix") String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
