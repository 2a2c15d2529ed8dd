package io.pikabus.rabbitmq.node;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;
import org.testcontainers.rabbitmq.RabbitMQContainer;
import org.testcontainers.utility.DockerImageName;

/** A broker in a container of its own. Not loaded unless a Docker engine seems to be there. */
final class ContainerBroker implements Broker {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  // Kept here, because java.util.logging forgets the level of a logger that nobody holds.
  private static final Logger TESTCONTAINERS_LOGGER = Logger.getLogger("org.testcontainers");
  private static final Logger CONTAINER_LOGGER = Logger.getLogger("tc");

  private final RabbitMQContainer container;
  private final URI uri;
  private final String image;

  private ContainerBroker(RabbitMQContainer container, URI uri, String image) {
    this.container = container;
    this.uri = uri;
    this.image = image;
  }

  static ContainerBroker start(TestBroker wanted) throws IOException {
    TESTCONTAINERS_LOGGER.setLevel(Level.WARNING);
    CONTAINER_LOGGER.setLevel(Level.WARNING);
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new IOException("Testcontainers finds no Docker engine it can use");
    }
    String image = wanted.image();
    Progress.say("starting a container of " + image + " (the first time the image is fetched)");
    RabbitMQContainer container =
        new RabbitMQContainer(DockerImageName.parse(image))
            .withAdminPassword(UUID.randomUUID().toString());
    if (DockerClientFactory.instance().dockerHostIpAddress().equals("localhost")) {
      container.withCreateContainerCmdModifier(
          command ->
              Objects.requireNonNull(command.getHostConfig(), "HostConfig")
                  .withPortBindings(
                      onLoopback(Objects.requireNonNull(command.getExposedPorts(), "ports"))));
    }
    try {
      container.start();
      ContainerBroker broker = new ContainerBroker(container, uriOf(container), image);
      String version = new AmqpProbe(broker.uri).awaitConnection(PATIENCE, container::isRunning);
      if (wanted.khepri()) {
        enableKhepri(container);
      }
      Progress.say(broker.describe() + ", RabbitMQ " + version);
      return broker;
    } catch (RuntimeException | IOException e) {
      container.stop();
      throw e;
    }
  }

  /** A port of the engine's choice for each, which only this machine reaches. */
  static Ports onLoopback(ExposedPort... exposed) {
    Ports ports = new Ports();
    for (ExposedPort each : exposed) {
      ports.bind(each, Ports.Binding.bindIp("127.0.0.1"));
    }
    return ports;
  }

  private static void enableKhepri(RabbitMQContainer container) throws IOException {
    try {
      Container.ExecResult result =
          container.execInContainer("rabbitmqctl", "eval", TestBroker.ENABLE_KHEPRI);
      if (result.getExitCode() != 0) {
        throw new IOException("Khepri could not be enabled: " + result.getStderr());
      }
    } catch (InterruptedException e) {
      throw Signals.interrupted(e);
    }
  }

  private static URI uriOf(RabbitMQContainer container) {
    // The image's own user, with a password of this container's; Testcontainers' URL has neither.
    return URI.create(
        "amqp://%s:%s@%s:%d"
            .formatted(
                container.getAdminUsername(),
                container.getAdminPassword(),
                container.getHost(),
                container.getAmqpPort()));
  }

  @Override
  public URI uri() {
    return uri;
  }

  @Override
  public String describe() {
    return "container of " + image + " at " + AmqpProbe.place(uri);
  }

  @Override
  public String toString() {
    return describe();
  }

  @Override
  public void close() {
    container.stop();
  }
}
