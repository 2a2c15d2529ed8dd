package io.pikabus.arquillian.apps.threads;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Something to store. */
@Entity
public class Note {
  @Id private String id = "";

  protected Note() {}

  Note(String id) {
    this.id = id;
  }

  public String getId() {
    return id;
  }
}
