package io.pikabus.crash.application;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The door for services: a transaction that begins with a message. */
@ApplicationScoped
public class WorkHandler {
  @Inject Work work;

  /**
   * Performs a task.
   *
   * @param request {@code "task messages"}
   */
  @Incoming("tasks")
  public void handle(String request) throws SQLException {
    String[] parts = request.split(" ", 2);
    work.perform(parts[0], Integer.parseInt(parts[1]));
  }
}
