package io.pikabus.config;

/** Who delivers delayed messages when they are due. */
public enum DelayMode {
  /** Running services, which hold them until then; the broker where none is left. */
  SERVICE,
  /** The broker alone: this service consumes no delay queue. */
  BROKER
}
