package io.pikabus.arquillian.apps.right;

import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Sends on what it gets, out of the application. */
@ApplicationScoped
public class Right {
  @Inject
  @Channel("out")
  Emitter<String> out;

  @Inject Records records;

  @Incoming("right")
  @SuppressWarnings("BanJNDI") // The name is a constant.
  public void take(String text) throws NamingException {
    records.add("handled", text + " in " + new InitialContext().lookup("java:module/ModuleName"));
    out.send(text + " and right");
  }
}
