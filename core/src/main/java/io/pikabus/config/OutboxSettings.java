package io.pikabus.config;

import java.time.Duration;

/**
 * Where the outbox and the inbox of a deployment are, and how they are kept.
 *
 * @param datasource its JNDI name
 * @param tablePrefix before {@code outbox} and {@code inbox}; may name a schema
 * @param lease how long a node may take to send what it has taken up
 * @param pollInterval between two looks for messages that other nodes left
 * @param retention of an identifier in the inbox
 */
public record OutboxSettings(
    String datasource,
    Schema schema,
    String tablePrefix,
    Duration lease,
    Duration pollInterval,
    Duration retention) {

  /** What is done about the tables when the application starts. */
  public enum Schema {
    /** They must exist and have the columns that are needed. */
    VALIDATE,
    /** They are created where they are missing. */
    CREATE,
    /** Nothing. */
    NONE
  }
}
