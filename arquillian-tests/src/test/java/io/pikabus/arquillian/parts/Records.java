package io.pikabus.arquillian.parts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What handlers saw: lines of text by topic, in the order in which they were added. */
@Path("records")
@ApplicationScoped
public class Records {
  private final Map<String, List<String>> lines = new HashMap<>();

  public synchronized void add(String topic, String line) {
    lines.computeIfAbsent(topic, none -> new ArrayList<>()).add(line);
  }

  @GET
  @Path("{topic}")
  @Produces(MediaType.TEXT_PLAIN)
  public synchronized String of(@PathParam("topic") String topic) {
    return String.join("\n", lines.getOrDefault(topic, List.of()));
  }
}
