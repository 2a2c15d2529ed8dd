package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.faults.Log;
import io.pikabus.fixtures.rabbitmq.PrivateAuthority;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients whose certificate says who they are. */
@Tag("slow")
class CertificateLoginTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path directory;

  static PrivateAuthority authority;
  static PrivateNode node;

  @BeforeAll
  static void start() throws Exception {
    authority = new PrivateAuthority(directory, "authority");
    authority.issue("right", "dns:localhost,ip:127.0.0.1");
    authority.issue("shop", "dns:shop.example");
    authority.issue("nobody", "dns:nobody.example");
    node =
        PrivateNode.createForCertificates(
            Path.of("target", "rabbitmq"), authority.serve("right", true));
    node.start();
    node.control("add_user", "shop", "never used");
    node.control("clear_password", "shop");
    node.control("set_permissions", "shop", ".*", ".*", ".*");
  }

  @AfterAll
  static void close() {
    node.close();
  }

  private static Map<String, String> settings(PrivateNode broker, String certificate)
      throws Exception {
    Map<String, String> settings = OtherService.settings(broker.uri());
    settings.remove("username");
    settings.remove("password");
    settings.put("port", String.valueOf(broker.tlsPort()));
    settings.put("tls", "true");
    settings.put("tls.trust-store", authority.trustPem().toString());
    settings.put("tls.key-store", authority.keyStore(certificate).toString());
    settings.put("tls.key-store-password", PrivateAuthority.PASSWORD);
    settings.put("sasl", "external");
    return settings;
  }

  /** What status and log say of a connection that is refused. */
  private static String refused(Map<String, String> settings) {
    try (Log log = new Log();
        PikaBusClient bus = PikaBus.connect(settings)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anySatisfy(line -> assertThat(line).startsWith("SEVERE Cannot connect")));
      assertThat(bus.status().isWorking()).isFalse();
      String line = log.lines().stream().filter(l -> l.startsWith("SEVERE")).findFirst().get();
      assertThat(line)
          .contains(bus.status().publishing().reason(), "user of the client's certificate");
      return line;
    }
  }

  @Test
  void the_certificate_says_who_the_client_is_and_no_password_is_sent() throws Exception {
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    String queue = OtherService.unique("external");
    try (PikaBusClient bus = PikaBus.connect(settings(node, "shop"))) {
      bus.consume(queue, String.class, handled::add);
      bus.send(queue, "hello");
      assertThat(handled.poll(30, TimeUnit.SECONDS)).isEqualTo("hello");
      assertThat(node.control("list_connections", "user", "auth_mechanism").lines())
          .filteredOn(line -> line.startsWith("shop"))
          .hasSize(2)
          .allMatch(line -> line.endsWith("EXTERNAL"));
    }
  }

  @Test
  void a_certificate_of_nobody_that_the_broker_knows_is_refused_with_what_to_do() throws Exception {
    assertThat(refused(settings(node, "nobody")))
        .contains("ACCESS_REFUSED", "Check which user the broker finds in the certificate");
  }

  @Test
  void a_broker_that_asks_for_passwords_only_is_named_as_the_fault() throws Exception {
    try (PrivateNode other =
        PrivateNode.create(Path.of("target", "rabbitmq"), authority.serve("right", true))) {
      other.start();
      assertThat(refused(settings(other, "shop")))
          .contains(
              "The broker does not take sasl = external; it offers",
              "PLAIN",
              "rabbitmq_auth_mechanism_ssl");
    }
  }
}
