package io.pikabus.config;

/** How a client proves who it is. */
public enum Sasl {
  /** By username and password. */
  PLAIN,
  /** By its certificate, in which the broker finds the user. */
  EXTERNAL
}
