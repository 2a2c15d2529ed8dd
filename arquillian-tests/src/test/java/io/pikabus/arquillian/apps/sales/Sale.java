package io.pikabus.arquillian.apps.sales;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Something sold. */
@Entity
public class Sale {
  @Id private String id = "";

  protected Sale() {}

  Sale(String id) {
    this.id = id;
  }

  public String getId() {
    return id;
  }
}
