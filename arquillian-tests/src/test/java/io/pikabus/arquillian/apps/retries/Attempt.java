package io.pikabus.arquillian.apps.retries;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

/** A row for every attempt that was committed. */
@Entity
public class Attempt {
  @Id @GeneratedValue private long id;

  private String job = "";

  protected Attempt() {}

  Attempt(String job) {
    this.job = job;
  }

  public long getId() {
    return id;
  }

  public String getJob() {
    return job;
  }
}
