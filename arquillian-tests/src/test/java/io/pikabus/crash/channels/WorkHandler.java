package io.pikabus.crash.channels;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.naming.NamingException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** A transaction that begins with a message; the second message of a task is its result. */
@ApplicationScoped
public class WorkHandler {
  @Inject Work work;

  @Incoming("tasks")
  @Outgoing("results")
  public String handle(String task) throws SQLException, NamingException {
    work.begin(task);
    Work.end(task);
    return task + "/2";
  }
}
