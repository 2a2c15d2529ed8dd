package io.pikabus.rabbitmq.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120) // seconds
class BrokerTest {

  @TempDir private Path directory;

  @Test
  void sharedBrokerIsOneAndIsUsedAsExistingOneWithoutBeingStopped() throws Exception {
    Broker shared = Broker.shared();
    assertThat(Broker.shared()).isSameAs(shared);
    Map<String, String> environment =
        Map.of(BrokerSearch.URL_VARIABLE, shared.uri().toString(), "DOCKER_HOST", "tcp://ignored");

    Broker existing =
        new BrokerSearch(environment, DockerEngine.find(environment), Optional.empty())
            .start(directory);
    existing.close();

    assertThat(existing.uri()).isEqualTo(shared.uri());
    assertThat(existing.describe()).contains("PIKABUS_AMQP_URL").doesNotContain("pikabus:");
    assertThat(existing).hasToString(existing.describe());
    try (Client client = Client.of(shared.uri())) {
      assertThat(client.connection().isOpen()).isTrue();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void saysWhatWasLookedForWhenNothingIsFound() {
    BrokerSearch nothing = new BrokerSearch(Map.of(), Optional.empty(), Optional.empty());

    assertThatThrownBy(() -> nothing.start(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PIKABUS_AMQP_URL")
        .hasMessageContaining("Docker")
        .hasMessageContaining("/usr/lib/rabbitmq/bin")
        .hasMessageContaining("apt-get install rabbitmq-server");
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://user:secret@broker.example:5672, broker.example:5672",
    "amqp://user:secret@broker.example/orders, broker.example",
    "amqps://user:s%40cret@broker.example:5671/%2f, broker.example:5671",
    "amqp://127.0.0.1, 127.0.0.1",
    "amqp://user:secret@[::1]:5672, [::1]:5672",
  })
  void takesUri(String url, String place) {
    URI uri = ExistingBroker.parse(url);

    assertThat(uri).hasToString(url);
    assertThat(AmqpProbe.place(uri)).isEqualTo(place);
    assertThat(new ExistingBroker(uri).describe()).contains(place).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:secret@broker.example",
        "broker.example:5672",
        "amqp:user:secret@broker.example",
        "amqp://user:secret^@broker.example",
        "amqp://user:secret@broker.example:port",
        "amqp://",
      })
  void refusesUriWithoutRepeatingPassword(String url) {
    assertThatThrownBy(() -> ExistingBroker.parse(url))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PIKABUS_AMQP_URL")
        .hasMessageContaining("amqp://user:password@host:port")
        .satisfies(e -> assertThat(e).hasNoCause())
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }

  @Test
  void findsNoDockerEngineBehindFileThatIsNoSocket() throws Exception {
    Files.createFile(directory.resolve("docker.sock"));
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", directory.toString());

    assertThat(DockerEngine.find(environment).map(DockerEngine::address))
        .isNotEqualTo(Optional.of(directory.resolve("docker.sock").toString()));
  }

  @Test
  void choosesPortsThatNoClientIsGiven() {
    Ports ports = Ports.choose();

    assertThat(List.of(ports.amqp(), ports.distribution(), ports.names()))
        .doesNotHaveDuplicates()
        .allMatch(port -> port >= Ports.LOWEST && port < Ports.HIGHEST);
  }
}
