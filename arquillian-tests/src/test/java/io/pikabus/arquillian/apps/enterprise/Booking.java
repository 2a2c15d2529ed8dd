package io.pikabus.arquillian.apps.enterprise;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Something booked. */
@Entity
public class Booking {
  @Id private String id = "";

  protected Booking() {}

  Booking(String id) {
    this.id = id;
  }

  public String getId() {
    return id;
  }
}
