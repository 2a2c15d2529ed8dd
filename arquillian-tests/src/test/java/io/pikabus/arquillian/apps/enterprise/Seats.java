package io.pikabus.arquillian.apps.enterprise;

import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Gates;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Books seats: a command to itself, a row, and an event. Ids that begin with "bad" fail. */
@ApplicationScoped
public class Seats {
  @PersistenceContext EntityManager database;

  @Resource TransactionSynchronizationRegistry transaction;

  @Inject
  @Channel("seat-commands")
  Emitter<BookSeat> commands;

  @Inject PikaBus bus;
  @Inject Gates gates;

  @Transactional
  public void order(String id) {
    commands.send(new BookSeat(id));
    bus.publish("seat.ordered", id);
    if (id.startsWith("cancelled")) {
      transaction.setRollbackOnly();
    }
  }

  @Incoming("seats")
  @Transactional
  public void book(BookSeat command) {
    database.persist(new Booking(command.id()));
    bus.publish("seat.booked", command.id());
    if (command.id().startsWith("bad")) {
      throw new IllegalArgumentException(command.id());
    }
  }

  @Incoming("lanes")
  public void slow(String text) {
    gates.pass("lanes");
    bus.publish("seat.lanes", Thread.currentThread().getName());
  }

  public boolean isBooked(String id) {
    return database.find(Booking.class, id) != null;
  }
}
