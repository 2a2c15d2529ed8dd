package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.ConfigurationException;
import io.pikabus.Credentials;
import io.pikabus.CredentialsSupplier;
import io.pikabus.faults.FaultProxy;
import io.pikabus.faults.Outage;
import io.pikabus.faults.RotatedUser;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import io.pikabus.rabbitmq.BrokerClient;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** User and password of a deployment are read anew at each attempt to connect. */
@Tag("slow")
class RotatedPasswordTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONNECTOR = "mp.messaging.connector.pikabus.";
  private static final String INCOMING = "mp.messaging.incoming.";
  private static final String OLD = RotatedUser.OLD;
  private static final String NEW = RotatedUser.NEW;

  final PrivateNode node = Outage.node();
  final RotatedUser user = new RotatedUser(node);
  FaultProxy proxy;

  @BeforeEach
  void create() {
    proxy = new FaultProxy(node.port());
  }

  @AfterEach
  void delete() throws Exception {
    proxy.close();
    user.close();
  }

  private SharedRuntime deployed() throws Exception {
    return deployed(made -> {});
  }

  private SharedRuntime deployed(Consumer<BusRuntime> injection) throws Exception {
    return new SharedRuntime(
        node,
        Map.of("port", String.valueOf(proxy.port()), "username", user.toString(), "password", OLD),
        injection);
  }

  private static void awaitOpen(BrokerClient client, Instant after) {
    await()
        .atMost(PATIENCE)
        .until(() -> client.state().isOpen() && client.state().since().isAfter(after));
  }

  @Test
  void a_password_that_changed_in_the_configuration_needs_no_new_deployment() throws Exception {
    try (SharedRuntime deployed = deployed()) {
      BrokerClient client = deployed.runtime.engine().client();
      awaitOpen(client, Instant.EPOCH);
      user.rotate();
      deployed.configuration.put(CONNECTOR + "password", NEW);
      Instant before = Instant.now();
      proxy.cutAll(FaultProxy.Cut.RESET);
      awaitOpen(client, before);
      assertThat(
              deployed
                  .runtime
                  .engine()
                  .lanes(deployed.runtime.engine().settings().bus().connection())
                  .secrets()
                  .mask("what a failed message tells of " + OLD + " and " + NEW))
          .isEqualTo("what a failed message tells of *** and ***");
    }
  }

  @Test
  void a_configuration_that_became_faulty_leaves_what_was_read_before() throws Exception {
    try (SharedRuntime deployed = deployed()) {
      BrokerClient client = deployed.runtime.engine().client();
      awaitOpen(client, Instant.EPOCH);
      deployed.configuration.put(CONNECTOR + "password", "");
      Instant before = Instant.now();
      proxy.cutAll(FaultProxy.Cut.RESET);
      awaitOpen(client, before);
      assertThat(client.state().reason())
          .contains("could not be had", CONNECTOR + "password = (hidden) cannot be used");
    }
  }

  @Test
  void a_bean_takes_the_place_of_the_configuration() throws Exception {
    user.rotate();
    CredentialsSupplier bean = () -> user.with(NEW);
    try (SharedRuntime deployed = deployed(made -> made.credentials(resolvable(bean)))) {
      awaitOpen(deployed.runtime.engine().client(), Instant.EPOCH);
    }
  }

  @SuppressWarnings("unchecked")
  private static Instance<CredentialsSupplier> resolvable(CredentialsSupplier bean) {
    return (Instance<CredentialsSupplier>)
        Proxy.newProxyInstance(
            RotatedPasswordTest.class.getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isResolvable" -> true;
                  case "get" -> bean;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void a_channel_and_each_of_its_lanes_have_their_own_before_those_of_the_connector() {
    Map<String, String> written = new HashMap<>();
    ChannelConfiguration configuration =
        new ChannelConfiguration(new FixedConfig(written), Map.of());
    assertThat(configuration.credentials()).isEqualTo(Credentials.of("guest", "guest"));
    written.put(CONNECTOR + "url", "amqp://all:s3cret@rabbit");
    assertThat(configuration.credentials()).isEqualTo(Credentials.of("all", "s3cret"));
    assertThat(configuration.outgoingCredentials("events"))
        .isEqualTo(Credentials.of("all", "s3cret"));
    written.put(INCOMING + "orders.url", "amqp://some@rabbit");
    written.put(INCOMING + "orders.password", "0rders");
    assertThat(configuration.incomingCredentials("orders"))
        .isEqualTo(Credentials.of("some", "0rders"));
    written.put(INCOMING + "orders$2.password", "two");
    assertThat(configuration.incomingCredentials("orders$1"))
        .isEqualTo(Credentials.of("some", "0rders"));
    assertThat(configuration.incomingCredentials("orders$2"))
        .isEqualTo(Credentials.of("some", "two"));

    written.put(INCOMING + "orders.url", "amqp://s3cret:@rabbit");
    assertThatThrownBy(() -> configuration.incomingCredentials("orders"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("orders.url has an empty password")
        .hasMessageNotContaining("s3cret");
  }
}
