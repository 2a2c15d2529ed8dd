package io.pikabus.arquillian.apps.processing;

import io.pikabus.arquillian.parts.Gates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

/** Makes a result of every task; tasks that begin with "held" wait at a gate before. */
@ApplicationScoped
public class Processing {
  @Inject Gates gates;

  @Incoming("tasks")
  @Outgoing("results")
  public Result process(Task task) {
    if (task.name().startsWith("held")) {
      gates.pass("tasks");
    }
    return new Result(task.name(), "done");
  }
}
