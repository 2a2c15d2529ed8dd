package io.pikabus.arquillian.apps.life;

import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Gates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Five channels. What begins with "held" waits at the gate that it names. */
@ApplicationScoped
public class Life {
  @Inject
  @Channel("life-out")
  Emitter<String> first;

  @Inject
  @Channel("life-out-too")
  Emitter<String> second;

  @Inject PikaBus bus;
  @Inject Gates gates;

  /** In a transaction, so that the message leaves when all else is done. */
  @Incoming("life")
  @Transactional
  public void live(String text) {
    if (text.startsWith("held")) {
      gates.pass(text);
    }
    bus.send("lived", text);
  }

  @Incoming("life-two")
  public void two(String text) {
    first.send(text);
  }

  @Incoming("life-three")
  public void three(String text) {
    second.send(text);
  }
}
