package io.pikabus.arquillian.apps.payloads;

/** A payload that is a class. */
public class Customer {
  private String name = "";

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }
}
