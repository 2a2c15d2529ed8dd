package io.pikabus.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.BusStatus.State;
import io.pikabus.CredentialsSupplier;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Passwords and tokens that change while a bus is connected. */
@Tag("slow")
class CredentialsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String OLD = RotatedUser.OLD;
  private static final String NEW = RotatedUser.NEW;

  /** Class 10, method 70. */
  private static final byte[] UPDATE_SECRET = {0, 10, 0, 70};

  final PrivateNode node = Outage.node();
  final RotatedUser user = new RotatedUser(node);
  final AtomicReference<CredentialsSupplier> supplier = new AtomicReference<>();
  final AtomicInteger asked = new AtomicInteger();
  FaultProxy proxy;

  @BeforeEach
  void create() {
    proxy = new FaultProxy(node.port());
    supplier.set(() -> user.with(OLD));
  }

  @AfterEach
  void delete() throws Exception {
    proxy.close();
    user.close();
  }

  private PikaBusClient connect(String... more) {
    Map<String, String> settings = Outage.settings(node, proxy.port());
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    settings.remove("username");
    settings.remove("password");
    return PikaBus.builder()
        .settings(settings)
        .credentials(
            () -> {
              asked.incrementAndGet();
              return supplier.get().get();
            })
        .connect();
  }

  private static void awaitWorking(PikaBus bus) {
    await().atMost(PATIENCE).until(() -> bus.status().isWorking());
  }

  /** Returns when the bus is connected with the new password. */
  private void rotate(PikaBus bus) {
    awaitWorking(bus);
    user.rotate();
    supplier.set(() -> user.with(NEW));
    Instant before = bus.status().publishing().since();
    proxy.cutAll(FaultProxy.Cut.RESET);
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> bus.status().isWorking() && bus.status().publishing().since().isAfter(before));
  }

  @Test
  void a_password_that_was_rotated_is_taken_at_the_next_attempt() {
    try (PikaBusClient bus = connect()) {
      rotate(bus);
    }
  }

  @Test
  void a_password_that_was_rotated_is_in_no_error_text_nor_is_the_new_one() throws Exception {
    String queue = Outage.unique("rotating");
    try (Log log = new Log();
        RawClient peer = new RawClient(node);
        PikaBusClient bus = connect("max-retries", "0", "error-queue", queue + "-error")) {
      rotate(bus);
      bus.consume(
          queue,
          String.class,
          text -> {
            throw new IllegalStateException("of " + OLD + " and " + NEW);
          });
      bus.send(queue, "poison");
      await().atMost(PATIENCE).until(() -> peer.ready(queue + "-error") == 1);
      assertThat(
              peer.channel()
                  .basicGet(queue + "-error", true)
                  .getProps()
                  .getHeaders()
                  .get("PikaBus.ErrorDetails")
                  .toString())
          .startsWith("java.lang.IllegalStateException: of *** and ***");
      assertThat(log.lines())
          .anyMatch(line -> line.contains("could not be handled"))
          .noneMatch(line -> line.contains(OLD) || line.contains(NEW));
    }
  }

  /** As by a node that starts. A login that was never accepted would wait half a minute. */
  @Test
  void a_login_that_was_accepted_and_is_refused_for_a_moment_is_tried_again_within_seconds() {
    try (PikaBusClient bus = connect()) {
      awaitWorking(bus);
      user.rotate();
      proxy.cutAll(FaultProxy.Cut.RESET);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(bus.status().publishing().reason()).contains("ACCESS_REFUSED"));
      user.rotateBack();
      await().atMost(Duration.ofSeconds(20)).until(() -> bus.status().isWorking());
    }
  }

  @Test
  void while_the_old_password_is_refused_the_status_says_so_and_the_new_one_ends_it() {
    try (Log log = new Log();
        PikaBusClient bus = connect()) {
      awaitWorking(bus);
      user.rotate();
      node.control("close_all_connections", "rotated");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(bus.status().publishing().reason()).contains("ACCESS_REFUSED"));
      assertThat(bus.status().publishing().state()).isEqualTo(State.INTERRUPTED);
      supplier.set(() -> user.with(NEW));
      await().atMost(Duration.ofSeconds(60)).until(() -> bus.status().isWorking());
      assertThat(log.lines()).noneMatch(line -> line.contains(OLD) || line.contains(NEW));
      assertThat(log.lines())
          .anySatisfy(line -> assertThat(line).contains("Connected", "as user '" + user + "'"));
    }
  }

  @Test
  void before_it_ends_a_password_is_renewed_on_the_open_connection() {
    AtomicInteger sent = new AtomicInteger();
    supplier.set(() -> user.with(OLD).expiringAt(Instant.now().plusSeconds(3)));
    proxy.once(UPDATE_SECRET, link -> sent.incrementAndGet());
    try (PikaBusClient bus = connect()) {
      awaitWorking(bus);
      await().atMost(PATIENCE).until(() -> sent.get() == 1 && asked.get() >= 3);
      assertThat(bus.status().isWorking()).isTrue();
      assertThat(bus.status().publishing().reason()).isEmpty();
      assertThat(proxy.accepted()).isEqualTo(1);
    }
  }

  @Test
  void a_supplier_that_fails_is_told_of_and_the_connection_stays() {
    supplier.set(() -> user.with(OLD).expiringAt(Instant.now().plusSeconds(3)));
    try (Log log = new Log();
        PikaBusClient bus = connect()) {
      awaitWorking(bus);
      supplier.set(
          () -> {
            throw new IOException("The server of tokens is away, password " + OLD);
          });
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(bus.status().publishing().reason())
                      .isEqualTo(
                          "The user and password to connect with could not be had: IOException: The server of tokens is away, password ***."));
      assertThat(bus.status().publishing().state()).isEqualTo(State.WORKING);
      int before = asked.get();
      await().atMost(PATIENCE).until(() -> asked.get() >= before + 3);
      assertThat(log.lines())
          .filteredOn(line -> line.contains("has no new password or token yet"))
          .hasSize(1)
          .noneMatch(line -> line.contains(OLD));

      supplier.set(() -> user.with(OLD).expiringAt(Instant.now().plusSeconds(600)));
      await().atMost(PATIENCE).until(() -> bus.status().publishing().reason().isEmpty());
      assertThat(bus.status().isWorking()).isTrue();
      assertThat(proxy.accepted()).isEqualTo(1);
    }
  }

  @Test
  void without_any_credentials_nothing_is_tried_and_the_status_says_why() {
    supplier.set(
        () -> {
          throw new IOException("not yet");
        });
    try (PikaBusClient bus = connect()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(bus.status().publishing().reason())
                      .contains("could not be had: IOException: not yet."));
      assertThat(bus.status().publishing().state()).isEqualTo(State.STARTING);
      assertThat(proxy.accepted()).isZero();
      supplier.set(() -> user.with(OLD));
      awaitWorking(bus);
    }
  }

  @Test
  void a_supplier_that_lacks_a_class_ends_neither_connecting_nor_renewing() {
    CredentialsSupplier broken =
        () -> {
          throw new NoClassDefFoundError("vault/Client");
        };
    supplier.set(broken);
    try (PikaBusClient bus = connect()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(bus.status().publishing().reason())
                      .contains("could not be had", "vault/Client"));
      supplier.set(() -> user.with(OLD).expiringAt(Instant.now().plusSeconds(3)));
      awaitWorking(bus);
      supplier.set(broken);
      await().atMost(PATIENCE).until(() -> !bus.status().publishing().reason().isEmpty());
      int before = asked.get();
      await().atMost(PATIENCE).until(() -> asked.get() >= before + 2);
      supplier.set(() -> user.with(OLD).expiringAt(Instant.now().plusSeconds(600)));
      await().atMost(PATIENCE).until(() -> bus.status().publishing().reason().isEmpty());
    }
  }
}
