package io.pikabus.arquillian.apps.left;

import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Sends on what it gets, to the other module. */
@ApplicationScoped
public class Left {
  @Inject PikaBus bus;
  @Inject Records records;

  @Incoming("left")
  @Transactional
  @SuppressWarnings("BanJNDI") // The name is a constant.
  public void take(String text) throws NamingException {
    records.add("handled", text + " in " + new InitialContext().lookup("java:module/ModuleName"));
    bus.send("right", text + " from left");
  }
}
