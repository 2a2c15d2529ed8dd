package io.pikabus.rabbitmq.node;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Which RabbitMQ the environment variable PIKABUS_TEST_BROKER asks for. */
enum TestBroker {
  /** Whatever this machine has: the variable is not set. */
  ANY("", "", "rabbitmq:3.13.7-management"),
  THREE("3", "3", "rabbitmq:3.13.7-management"),
  FOUR("4", "4", "rabbitmq:4.0.7-management"),
  FOUR_WITH_KHEPRI("4-khepri", "4", "rabbitmq:4.0.7-management");

  static final String VARIABLE = "PIKABUS_TEST_BROKER";

  /** Moves a new node's definitions from Mnesia to Khepri; does nothing where they are there. */
  static final String ENABLE_KHEPRI = "ok = rabbit_feature_flags:enable(khepri_db).";

  private final String value;
  private final String major;
  private final String image;

  TestBroker(String value, String major, String image) {
    this.value = value;
    this.major = major;
    this.image = image;
  }

  static TestBroker of(Map<String, String> environment) {
    String asked = environment.getOrDefault(VARIABLE, "").strip();
    return Arrays.stream(values())
        .filter(broker -> broker.value.equals(asked))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The environment variable %s is '%s'. Set it to one of %s, or unset it."
                        .formatted(
                            VARIABLE,
                            asked,
                            Arrays.stream(values())
                                .filter(broker -> broker != ANY)
                                .map(broker -> broker.value)
                                .collect(Collectors.joining(", ")))));
  }

  boolean takes(String version) {
    return major.isEmpty() || version.startsWith(major + ".");
  }

  /**
   * @throws IllegalStateException if the broker found is of another major version
   */
  void require(String version, String broker) {
    if (!takes(version)) {
      throw new IllegalStateException(
          "%s is %s, but %s runs RabbitMQ %s. Name a broker of version %s.x, or unset %s."
              .formatted(VARIABLE, value, broker, version, major, VARIABLE));
    }
  }

  boolean khepri() {
    return this == FOUR_WITH_KHEPRI;
  }

  /** As the variable names it. */
  @Override
  public String toString() {
    return value;
  }

  String image() {
    return image;
  }

  /** What to do on a machine without it. */
  String remedy() {
    return major.equals("4")
        ? "server-config/rabbitmq/install, with %s=%s, brings RabbitMQ 4 into a folder of its own"
            .formatted(VARIABLE, value)
        : "install the package: apt-get install rabbitmq-server";
  }
}
