package io.pikabus.example.shop;

import io.pikabus.IncomingMetadata;
import io.pikabus.example.shop.messages.OrderAccepted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Keeps the events about orders, and shows them, newest first. */
@Path("audit")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class Audit {
  @PersistenceContext
  @SuppressWarnings("NullAway.Init")
  EntityManager database;

  @Transactional
  public void keep(OrderAccepted event, IncomingMetadata metadata) {
    database.merge(new AuditEntry(event, metadata));
  }

  @GET
  public List<AuditEntry> entries() {
    return database
        .createQuery("select e from AuditEntry e order by e.arrivedAt desc", AuditEntry.class)
        .getResultList();
  }
}
