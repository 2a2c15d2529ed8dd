package io.pikabus.example.shop;

import io.pikabus.IncomingMetadata;
import io.pikabus.example.shop.messages.OrderAccepted;
import io.pikabus.example.shop.messages.OrderStatus;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** That an event arrived. */
@Entity
@Table(name = "audit_entry")
public class AuditEntry {
  /** The event's own id, so that an event delivered twice is one entry. */
  @Id private String messageId;

  private @Nullable String correlationId;
  private String topic;

  @Column(nullable = false)
  private UUID orderId;

  @Enumerated(EnumType.STRING)
  private OrderStatus status;

  private OffsetDateTime arrivedAt = OffsetDateTime.now();

  /** For the persistence provider, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  protected AuditEntry() {}

  AuditEntry(OrderAccepted event, IncomingMetadata metadata) {
    messageId =
        Objects.requireNonNullElseGet(metadata.messageId(), () -> UUID.randomUUID().toString());
    correlationId = metadata.correlationId();
    topic = metadata.routingKey();
    orderId = event.orderId();
    status = event.status();
  }

  public String getMessageId() {
    return messageId;
  }

  public @Nullable String getCorrelationId() {
    return correlationId;
  }

  public String getTopic() {
    return topic;
  }

  public UUID getOrderId() {
    return orderId;
  }

  public OrderStatus getStatus() {
    return status;
  }

  @JsonbTransient
  public OffsetDateTime getArrivedAt() {
    return arrivedAt;
  }
}
