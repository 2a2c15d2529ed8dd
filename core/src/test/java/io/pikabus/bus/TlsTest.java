package io.pikabus.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus.State;
import io.pikabus.ConfigurationException;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.PrivateAuthority;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom an encrypted connection trusts, and what it says of the others. */
@Tag("slow")
class TlsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path directory;

  static PrivateAuthority authority;
  static PrivateAuthority stranger;
  static PrivateNode node;

  @BeforeAll
  static void start() throws Exception {
    authority = new PrivateAuthority(directory, "authority");
    authority.issue("right", "dns:localhost,ip:127.0.0.1");
    authority.issue("elsewhere", "dns:rabbit.example");
    authority.issue("expired", "dns:localhost,ip:127.0.0.1", "-10d", 1);
    authority.issue("client", "dns:shop.example");
    stranger = new PrivateAuthority(directory, "stranger");
    stranger.issue("client", "dns:shop.example");
    node = PrivateNode.create(Path.of("target", "rabbitmq"), authority.serve("right", false));
    node.start();
  }

  @AfterAll
  static void close() {
    node.close();
  }

  private static void serve(String alias) throws Exception {
    authority.serve(alias, false);
    node.reloadCertificates();
  }

  private static Map<String, String> settings(PrivateNode broker) throws Exception {
    Map<String, String> settings = OtherService.settings(broker.uri());
    settings.put("port", String.valueOf(broker.tlsPort()));
    settings.put("tls", "true");
    settings.put("tls.trust-store", authority.trustStore().toString());
    settings.put("tls.trust-store-password", PrivateAuthority.PASSWORD);
    return settings;
  }

  private static void sendsAndConsumes(Map<String, String> settings) throws Exception {
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    String queue = OtherService.unique("tls");
    try (PikaBusClient bus = PikaBus.connect(settings)) {
      bus.consume(queue, String.class, handled::add);
      bus.send(queue, "hello");
      assertThat(handled.poll(30, TimeUnit.SECONDS)).isEqualTo("hello");
      assertThat(bus.status().isWorking()).isTrue();
    }
  }

  /** Connects, and gives the reason why not, which must be in the log too. */
  private static String refused(Map<String, String> settings) {
    List<String> logged = new CopyOnWriteArrayList<>();
    Handler listener = new Listener(logged);
    Logger logger = Logger.getLogger("io.pikabus.rabbitmq");
    logger.addHandler(listener);
    try (PikaBusClient bus = PikaBus.connect(settings)) {
      await().atMost(PATIENCE).until(() -> bus.status().publishing().reason().contains(": "));
      assertThat(bus.status().publishing().state()).isEqualTo(State.STARTING);
      String reason = bus.status().publishing().reason();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(logged)
                      .anySatisfy(line -> assertThat(line).contains(reason, "Trying again in")));
      assertThat(logged)
          .allSatisfy(line -> assertThat(line).doesNotContain(PrivateAuthority.PASSWORD));
      return reason;
    } finally {
      logger.removeHandler(listener);
    }
  }

  @Test
  void a_broker_of_a_trusted_authority_is_connected_to_by_name_and_by_number() throws Exception {
    serve("right");
    Map<String, String> settings = settings(node);
    sendsAndConsumes(settings);
    settings.put("host", "localhost");
    sendsAndConsumes(settings);
  }

  @Test
  void authorities_may_stand_in_a_pem_file_without_a_password() throws Exception {
    serve("right");
    Map<String, String> settings = settings(node);
    settings.put("tls.trust-store", authority.trustPem().toString());
    settings.remove("tls.trust-store-password");
    sendsAndConsumes(settings);
  }

  @Test
  void a_certificate_for_another_host_is_refused_unless_hosts_are_not_checked() throws Exception {
    serve("elsewhere");
    Map<String, String> settings = settings(node);
    assertThat(refused(settings)).contains("not for this host", "127.0.0.1");
    settings.put("tls.verify-host", "false");
    sendsAndConsumes(settings);
  }

  @Test
  void an_expired_certificate_is_refused() throws Exception {
    serve("expired");
    assertThat(refused(settings(node))).contains("expired: renew it at the broker");
  }

  @Test
  void a_certificate_of_an_unknown_authority_is_refused() throws Exception {
    serve("right");
    Map<String, String> settings = settings(node);
    settings.put("tls.trust-store", stranger.trustStore().toString());
    assertThat(refused(settings)).contains("not trusted", "tls.trust-store");
    assertThat(refused(withoutFiles(settings))).contains("not trusted", "tls.trust-store");
  }

  @Test
  void the_default_context_is_that_of_the_jvm() throws Exception {
    serve("right");
    Map<String, String> settings = withoutFiles(settings(node));
    settings.put("tls.context", "default");
    SSLContext before = SSLContext.getDefault();
    assertThat(refused(settings)).contains("not trusted", "tls.context");
    try {
      SSLContext.setDefault(context());
      sendsAndConsumes(settings);
    } finally {
      SSLContext.setDefault(before);
    }
  }

  @Test
  void a_context_of_another_name_needs_cdi() throws Exception {
    Map<String, String> settings = withoutFiles(settings(node));
    settings.put("tls.context", "broker");
    assertThatThrownBy(() -> PikaBus.connect(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("tls.context = 'broker' is to name a CDI bean");
  }

  private static SSLContext context() throws Exception {
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(
        KeyStore.getInstance(
            authority.trustStore().toFile(), PrivateAuthority.PASSWORD.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    return context;
  }

  private static Map<String, String> withoutFiles(Map<String, String> settings) {
    settings.remove("tls.trust-store");
    settings.remove("tls.trust-store-password");
    return settings;
  }

  @Test
  void a_port_where_nobody_speaks_tls_is_named_as_the_fault() throws Exception {
    Map<String, String> settings = settings(node);
    settings.put("port", String.valueOf(node.port()));
    assertThat(refused(settings)).contains("does not speak TLS at this port", "5671");
  }

  @Test
  void a_broker_that_asks_for_a_certificate_takes_the_right_one_only() throws Exception {
    PrivateAuthority own = authority;
    try (PrivateNode strict =
        PrivateNode.create(Path.of("target", "rabbitmq"), own.serve("right", true))) {
      strict.start();
      Map<String, String> settings = settings(strict);
      assertThat(refused(settings)).contains("client's certificate", "tls.key-store");
      settings.put("tls.key-store-password", PrivateAuthority.PASSWORD);
      settings.put("tls.key-store", stranger.keyStore("client").toString());
      assertThat(refused(settings)).contains("client's certificate", "tls.key-store");
      settings.put("tls.key-store", own.keyStore("client").toString());
      sendsAndConsumes(settings);
    }
  }

  /** Collects lines as a log file would have them. */
  private static final class Listener extends Handler {

    private final List<String> lines;

    Listener(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord entry) {
      lines.add(new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {
      // Nothing is held back.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
