package io.pikabus.example.shop;

import io.pikabus.example.shop.messages.OrderStatus;
import io.pikabus.example.shop.messages.PlaceOrder;
import jakarta.json.bind.annotation.JsonbPropertyOrder;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.UUID;

/** An order, in the database and, as it is, in the answers of the shop. */
@Entity(name = "PlacedOrder") // "Order" means something else to a query
@Table(name = "placed_order")
@JsonbPropertyOrder({"orderId", "item", "quantity", "amount", "status"})
public class Order {
  @Id private UUID orderId;

  @Column(nullable = false)
  private String item;

  private int quantity;

  @Column(nullable = false, precision = 12, scale = 2)
  private BigDecimal amount;

  @Enumerated(EnumType.STRING)
  private OrderStatus status = OrderStatus.PLACED;

  private OffsetDateTime placedAt = OffsetDateTime.now();

  /** For the persistence provider, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected Order() {}

  Order(PlaceOrder command) {
    orderId = command.orderId();
    item = command.item();
    quantity = command.quantity();
    amount = command.amount();
  }

  /** Rejects an order for nothing, accepts any other. */
  void decide() {
    status = quantity > 0 ? OrderStatus.ACCEPTED : OrderStatus.REJECTED;
  }

  public UUID getOrderId() {
    return orderId;
  }

  public String getItem() {
    return item;
  }

  public int getQuantity() {
    return quantity;
  }

  public BigDecimal getAmount() {
    return amount;
  }

  public OrderStatus getStatus() {
    return status;
  }

  @JsonbTransient
  public OffsetDateTime getPlacedAt() {
    return placedAt;
  }
}
