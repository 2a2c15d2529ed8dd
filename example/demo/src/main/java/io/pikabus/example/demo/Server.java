package io.pikabus.example.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A kind of application server: what must be known of it to run the shop. */
interface Server {

  /**
   * How to start a server.
   *
   * @param process on loopback only, and in the foreground
   * @param readiness answers 200 when all that was deployed is ready
   * @param deployment what is still to be done when the server is ready for the first time
   */
  record Launch(ProcessBuilder process, URI readiness, Step deployment) {

    /** It deploys by itself what lies there. */
    Launch(ProcessBuilder process, URI readiness) {
      this(process, readiness, () -> {});
    }
  }

  /** Something that takes a while. */
  interface Step {
    void take() throws IOException, InterruptedException;
  }

  /** As its makers write it. */
  String name();

  /**
   * Lays out everything the server writes, and what it deploys, in a folder of the demo's own, so
   * that the provisioned server stays as it is.
   *
   * @param folder empty
   */
  Launch prepare(Path folder, int httpPort, Surroundings surroundings)
      throws IOException, InterruptedException;

  /** Where it writes its log. */
  Path log(Path folder);

  /** Whether the server has given up on the shop. */
  boolean deploymentFailed(Path folder) throws IOException;

  /**
   * The server of this name.
   *
   * @throws DemoException if there is none, or it is not provisioned
   */
  static Server named(String name) {
    return switch (name) {
      case "wildfly" -> WildFly.provisioned(Path.of("server-config/wildfly/target/server"));
      case "liberty" -> Liberty.provisioned(Path.of("server-config/liberty/target/wlp"));
      case "payara" -> Payara.provisioned(Path.of("server-config/payara/target/payara6"));
      default ->
          throw new DemoException(
              "There is no server '" + name + "'; there are: wildfly, liberty, payara.");
    };
  }
}
