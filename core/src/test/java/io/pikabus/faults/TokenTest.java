package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.Credentials;
import io.pikabus.CredentialsSupplier;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Access tokens of OAuth 2, at a broker that checks them. */
@Tag("long")
class TokenTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] KEY =
      "a key of the tests, of 32 octets!!".getBytes(StandardCharsets.UTF_8);

  static PrivateNode node;
  FaultProxy proxy;

  @BeforeAll
  static void start() {
    node = PrivateNode.createForTokens(Path.of("target", "rabbitmq"), base64(KEY));
    node.start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void listen() {
    proxy = new FaultProxy(node.port());
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
  }

  private static String base64(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Credentials token(byte[] key, Instant end) throws GeneralSecurityException {
    String content =
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"tests\"}")
            + "."
            + base64(
                "{\"sub\":\"shop\",\"aud\":[\"rabbitmq\"],\"exp\":%d,\"scope\":[\"rabbitmq.configure:*/*\",\"rabbitmq.write:*/*\",\"rabbitmq.read:*/*\"]}"
                    .formatted(end.getEpochSecond()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signature = base64(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    return Credentials.of("shop", content + "." + signature).expiringAt(end);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = Outage.settings(node, proxy.port());
    settings.remove("username");
    settings.remove("password");
    return settings;
  }

  private PikaBusClient connect(CredentialsSupplier tokens) {
    return PikaBus.builder().settings(settings()).credentials(tokens).connect();
  }

  @Test
  void a_token_is_renewed_before_it_ends_and_messages_flow_on_the_same_connections()
      throws Exception {
    BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    AtomicInteger tokens = new AtomicInteger();
    String queue = Outage.unique("tokens");
    try (PikaBusClient bus =
        connect(
            () -> {
              tokens.incrementAndGet();
              return token(KEY, Instant.now().plusSeconds(6));
            })) {
      bus.consume(queue, String.class, handled::add);
      Instant end = Instant.now().plusSeconds(20);
      for (int i = 0; Instant.now().isBefore(end); i++) {
        bus.send(queue, "m" + i);
        assertThat(handled.poll(30, TimeUnit.SECONDS)).isEqualTo("m" + i);
      }
      assertThat(tokens.get()).isGreaterThan(6);
      assertThat(proxy.accepted()).isEqualTo(2);
    }
  }

  @Test
  void a_token_that_the_broker_refuses_ends_the_connection_and_the_next_token_begins_another()
      throws Exception {
    AtomicInteger tokens = new AtomicInteger();
    try (Log log = new Log();
        PikaBusClient bus =
            connect(
                () ->
                    tokens.incrementAndGet() == 2
                        ? token(
                            "somebody else's key, of 32 octets".getBytes(StandardCharsets.UTF_8),
                            Instant.now().plusSeconds(600))
                        : token(KEY, Instant.now().plusSeconds(6)))) {
      await().atMost(PATIENCE).until(() -> bus.status().isWorking());
      Instant before = bus.status().publishing().since();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  tokens.get() >= 3
                      && bus.status().isWorking()
                      && bus.status().publishing().since().isAfter(before));
      assertThat(proxy.accepted()).isEqualTo(2);
      assertThat(log.lines())
          .anySatisfy(line -> assertThat(line).contains("Lost the connection for publishing"))
          .noneMatch(line -> line.contains("eyJ"));
    }
  }
}
