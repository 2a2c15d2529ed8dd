package io.pikabus.documentation;

import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.reactive.messaging.Incoming;

@ApplicationScoped
@Path("greeting")
public class GreetingResource {

  @Inject PikaBus bus;

  @GET
  public String publish() {
    bus.publish("greeting", new Greeting("world", true));
    return "published";
  }

  @Incoming("greetings")
  public void greet(Greeting greeting) {
    bus.publish("greeted", greeting);
  }
}
