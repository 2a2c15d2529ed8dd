package io.pikabus.example.shop;

import io.pikabus.PikaBus;
import io.pikabus.example.shop.messages.OrderAccepted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps the events about orders, and shows them, newest first. */
@Path("audit")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class Auditor {
  @PersistenceContext
  @SuppressWarnings("NullAway.Init")
  EntityManager database;

  @Inject PikaBus bus;

  @Incoming("pikabus-audit")
  @Transactional
  public void keep(OrderAccepted event) {
    database.merge(new AuditEntry(event, bus.incoming().orElseThrow()));
  }

  @GET
  public List<AuditEntry> entries() {
    return database
        .createQuery("select e from AuditEntry e order by e.arrivedAt desc", AuditEntry.class)
        .getResultList();
  }
}
