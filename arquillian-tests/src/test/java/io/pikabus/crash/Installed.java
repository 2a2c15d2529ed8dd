package io.pikabus.crash;

import io.pikabus.fixtures.postgresql.PrivatePostgres;
import io.pikabus.fixtures.rabbitmq.PrivateNode;

/** What this machine has, for conditions whose reason the report shows. */
final class Installed {

  private Installed() {}

  static boolean brokerAndDatabase() {
    return PrivateNode.isInstalled() && PrivatePostgres.isInstalled();
  }
}
