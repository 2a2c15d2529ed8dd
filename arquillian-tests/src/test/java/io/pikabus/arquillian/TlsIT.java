package io.pikabus.arquillian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pikabus.arquillian.apps.encrypted.Reader;
import io.pikabus.fixtures.rabbitmq.PrivateAuthority;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that is encrypted, of a private authority, and asks for the client's certificate. */
@ArquillianTest
class TlsIT {

  private static final Path DIRECTORY = Path.of(System.getProperty("pikabus.broker.directory"));

  private static final PrivateAuthority AUTHORITY = authority();

  private static final Optional<PrivateNode> NODE = node();

  @ArquillianResource Deployer deployer;

  @Deployment(name = "context", managed = false, testable = false)
  static WebArchive context() throws IOException, GeneralSecurityException {
    return war("context", encrypted("context").connector("tls.context", "to-broker"));
  }

  @Deployment(name = "files", managed = false, testable = false)
  static WebArchive files() throws IOException, GeneralSecurityException {
    return war(
        "files",
        encrypted("files")
            .connector("tls.trust-store", AUTHORITY.trustPem().toString())
            .connector("tls.key-store", AUTHORITY.keyStore("client").toString())
            .connector("tls.key-store-password", PrivateAuthority.PASSWORD));
  }

  @Deployment(name = "misspelt", managed = false, testable = false)
  static WebArchive misspelt() throws IOException, GeneralSecurityException {
    return war("misspelt", encrypted("misspelt").connector("tls.context", "to-brokr"));
  }

  private static WebArchive war(String name, Configuration configuration) {
    return Archives.war("encrypted-" + name, configuration, Reader.class);
  }

  private static Configuration encrypted(String queue)
      throws IOException, GeneralSecurityException {
    Configuration configuration =
        NODE.map(
                node ->
                    Configuration.of(node.uri()).connector("port", String.valueOf(node.tlsPort())))
            .orElseGet(Configuration::ofSharedBroker);
    return configuration
        .connector("tls", "true")
        .with("encrypted.trust-store", AUTHORITY.trustStore().toString())
        .with("encrypted.key-store", AUTHORITY.keyStore("client").toString())
        .with("encrypted.password", PrivateAuthority.PASSWORD)
        .incoming("letters", "queue=" + queue);
  }

  private static PrivateAuthority authority() {
    try {
      PrivateAuthority authority = new PrivateAuthority(DIRECTORY, "authority");
      authority.issue("broker", "dns:localhost,ip:127.0.0.1");
      authority.issue("client", "dns:shop.example");
      return authority;
    } catch (IOException | GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Optional<PrivateNode> node() {
    try {
      return Optional.of(PrivateNode.create(DIRECTORY, AUTHORITY.serve("broker", true)));
    } catch (IOException | GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    } catch (IllegalStateException notInstalled) {
      return Optional.empty();
    }
  }

  /** Not where a node that does not start would be taken for one that is not installed. */
  @BeforeAll
  static void start() {
    NODE.ifPresent(PrivateNode::start);
  }

  @AfterAll
  static void end() {
    NODE.ifPresent(PrivateNode::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"context", "files"})
  void aNamedContextOrFilesEncryptTheConnection(String archive) {
    assumeTrue(NODE.isPresent(), "needs rabbitmq-server on this machine for a node of its own");
    deployer.deploy(archive);
    try (Service other = new Service(NODE.orElseThrow().uri())) {
      other.listen(Service.ADDRESS);
      other.send(archive, "letter");

      assertThat(other.take(Service.ADDRESS).body()).isEqualTo("read letter");
    } finally {
      deployer.undeploy(archive);
    }
  }

  @Test
  void aContextThatIsNotThereFailsTheDeploymentAndThoseThatAreThereAreNamed() {
    assertThat(Refusal.of(deployer, "misspelt"))
        .contains(
            "connector.pikabus.tls.context = 'to-brokr' names no CDI bean",
            "there are [to-broker]");
  }
}
