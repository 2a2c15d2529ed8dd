package io.pikabus.arquillian.apps.codec;

import io.pikabus.PikaBus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Answers a point with its mirror image. */
@ApplicationScoped
public class Mirror {
  @Inject PikaBus bus;

  @Incoming("points")
  public void mirror(Point point) {
    bus.reply(new Point(-point.x(), point.y()));
  }
}
