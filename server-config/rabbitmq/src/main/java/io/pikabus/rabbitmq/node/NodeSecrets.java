package io.pikabus.rabbitmq.node;

import java.net.URI;
import java.util.UUID;

/**
 * What lets others in; the nodes of a cluster share it.
 *
 * @param password of the user {@link NodeFiles#USER}
 * @param cookie what Erlang's nodes show each other
 */
record NodeSecrets(String password, String cookie) {

  /** New ones: no other broker can be taken for this one. */
  static NodeSecrets create() {
    return new NodeSecrets(random(), random());
  }

  private static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  URI uri(Ports ports) {
    return URI.create("amqp://" + NodeFiles.USER + ":" + password + "@127.0.0.1:" + ports.amqp());
  }
}
