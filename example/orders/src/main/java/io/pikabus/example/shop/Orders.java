package io.pikabus.example.shop;

import io.pikabus.example.shop.messages.OrderStatus;
import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All orders. */
@ApplicationScoped
public class Orders {
  static final int LARGEST_QUANTITY = 1000;

  @PersistenceContext
  @SuppressWarnings("NullAway.Init")
  EntityManager database;

  /** Newest first. */
  public List<Order> all() {
    return database
        .createQuery("select o from PlacedOrder o order by o.placedAt desc", Order.class)
        .getResultList();
  }

  public boolean has(UUID orderId) {
    return database
            .createQuery("select count(o) from PlacedOrder o where o.orderId = :id", Long.class)
            .setParameter("id", orderId)
            .getSingleResult()
        > 0;
  }

  public Optional<Order> find(UUID orderId) {
    return Optional.ofNullable(database.find(Order.class, orderId));
  }

  /**
   * Stores a new order, in the database already when this returns.
   *
   * @throws PersistenceException also when there is an order with this id
   */
  @Transactional
  public Order add(PlaceOrder command) {
    Order order = new Order(command);
    database.persist(order);
    database.flush();
    return order;
  }

  /**
   * Accepts the order or rejects it, whoever sent the command, and stores it if it is new.
   *
   * @throws IllegalArgumentException if nobody can decide about it
   */
  @Transactional
  public Decision decide(PlaceOrder command) {
    if (command.quantity() > LARGEST_QUANTITY) {
      // Goes to the error queue, where somebody can look at it.
      throw new IllegalArgumentException(
          "Order %s is for %d pieces, the shop sells at most %d at a time; split the order."
              .formatted(command.orderId(), command.quantity(), LARGEST_QUANTITY));
    }
    Order order = find(command.orderId()).orElseGet(() -> add(command));
    OrderStatus before = order.getStatus();
    order.decide();
    return Decision.about(order, before);
  }
}
