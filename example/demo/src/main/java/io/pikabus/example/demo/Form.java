package io.pikabus.example.demo;

import java.nio.file.Path;

/** How the shop speaks to the bus, and what is deployed for it. */
enum Form {
  /** Channels of MicroProfile Reactive Messaging, the connector in the application. */
  CHANNELS("example/ear/target/shop.ear"),

  /** Connections and message-driven beans of the resource adapter, XA over all. */
  ADAPTER("example/adapter/target/shop.war");

  /** Where the adapter is built. */
  static final Path ADAPTERS = Path.of("rar/target");

  static final String ADAPTER_NAME = "pikabus.rar";

  private final Path archive;

  Form(String archive) {
    this.archive = Path.of(archive);
  }

  /** What is deployed. */
  Path archive() {
    return archive;
  }
}
