package io.pikabus.rabbitmq.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The places a broker is looked for, in their order.
 *
 * @param environment the environment variables to look at
 * @param docker the Docker engine, if any
 * @param installation rabbitmq-server on the machine, if any
 */
record BrokerSearch(
    Map<String, String> environment,
    Optional<DockerEngine> docker,
    Optional<RabbitMqInstallation> installation) {

  static final String URL_VARIABLE = "PIKABUS_AMQP_URL";

  static BrokerSearch ofThisMachine() {
    Map<String, String> environment = System.getenv();
    return new BrokerSearch(
        environment, DockerEngine.find(environment), RabbitMqInstallation.find(environment));
  }

  Broker start(Path directory) {
    String url = environment.getOrDefault(URL_VARIABLE, "");
    if (!url.isBlank()) {
      return ExistingBroker.connect(url.strip(), TestBroker.of(environment));
    }
    if (docker.isPresent()) {
      return startContainer(docker.get(), directory);
    }
    return startPrivateNode(directory, "none answers");
  }

  private Broker startContainer(DockerEngine engine, Path directory) {
    try {
      return ContainerBroker.start(TestBroker.of(environment));
    } catch (RuntimeException | IOException e) {
      // An engine without the image and without a network is common; rabbitmq-server serves as
      // well.
      String found = engine.address() + " answers, but gave no broker: " + e;
      Progress.say("Docker engine at " + found.lines().findFirst().orElse(found));
      try {
        return startPrivateNode(directory, found);
      } catch (IllegalStateException without) {
        without.addSuppressed(e);
        throw without;
      }
    }
  }

  private PrivateNode startPrivateNode(Path directory, String dockerFound) {
    RabbitMqInstallation found =
        installation.orElseThrow(
            () ->
                new IllegalStateException(
                    "No RabbitMQ broker to be had. Looked for: the environment variable "
                        + URL_VARIABLE
                        + " (not set); a Docker engine ("
                        + dockerFound
                        + "); rabbitmq-server in "
                        + RabbitMqInstallation.placesLookedAt(environment)
                        + " (not found). Set "
                        + URL_VARIABLE
                        + " to amqp://user:password@host:port, or start Docker, or "
                        + TestBroker.of(environment).remedy()));
    PrivateNode node = PrivateNode.create(directory, found, TestBroker.of(environment));
    node.start();
    return node;
  }
}
