package io.pikabus.example.shop.channel;

import io.pikabus.PikaBus;
import io.pikabus.example.shop.Audit;
import io.pikabus.example.shop.messages.OrderAccepted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears the events about orders. */
@ApplicationScoped
public class Auditor {
  @Inject Audit audit;
  @Inject PikaBus bus;

  @Incoming("pikabus-audit")
  public void keep(OrderAccepted event) {
    audit.keep(event, bus.incoming().orElseThrow());
  }
}
