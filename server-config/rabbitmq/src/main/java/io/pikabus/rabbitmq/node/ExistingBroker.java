package io.pikabus.rabbitmq.node;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * A broker that somebody else runs: used, never started and never stopped.
 *
 * @param uri where it is, with user and password
 */
record ExistingBroker(URI uri) implements Broker {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  static ExistingBroker connect(String url, TestBroker wanted) {
    ExistingBroker broker = new ExistingBroker(parse(url));
    String version = new AmqpProbe(broker.uri).awaitConnection(PATIENCE, () -> true);
    wanted.require(version, broker.describe());
    Progress.say(broker.describe() + ", RabbitMQ " + version);
    return broker;
  }

  /** Never repeats the text it was given: it may contain a password. */
  static URI parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      // Without the cause, whose message quotes the whole text.
      throw refused("it is no URI: " + e.getReason() + " at position " + e.getIndex());
    }
    if (!"amqp".equals(uri.getScheme()) && !"amqps".equals(uri.getScheme())) {
      throw refused("its scheme is " + uri.getScheme());
    }
    if (uri.getHost() == null) {
      throw refused("it names no host, or the host or port is malformed");
    }
    return uri;
  }

  private static IllegalStateException refused(String found) {
    return new IllegalStateException(
        "The environment variable "
            + BrokerSearch.URL_VARIABLE
            + " cannot be used: "
            + found
            + ". Set it to amqp://user:password@host:port[/vhost] (or amqps), characters such as"
            + " @ : / in user and password percent-encoded, or unset it.");
  }

  @Override
  public String describe() {
    return "existing broker at "
        + AmqpProbe.place(uri)
        + " (from "
        + BrokerSearch.URL_VARIABLE
        + ", left as it is)";
  }

  /** Without the password. */
  @Override
  public String toString() {
    return describe();
  }

  @Override
  public void close() {
    // Somebody else's broker stays as it is.
  }
}
