package io.pikabus.arquillian.apps.deliveries;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** What a handler has stored. */
@Entity
public class Note {
  @Id private String text = "";

  protected Note() {}

  Note(String text) {
    this.text = text;
  }

  public String getText() {
    return text;
  }
}
