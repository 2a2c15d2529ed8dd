package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.Credentials;
import io.pikabus.CredentialsSupplier;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.observer.MessageObserver;
import io.pikabus.thread.Threads;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** As whom to connect, whatever the supplier does. */
class LoginsTest {

  private static final Credentials OLD = Credentials.of("shop", "0ldpassword");
  private static final Credentials NEW = Credentials.of("shop", "n3wpassword");

  final AtomicReference<CredentialsSupplier> supplier = new AtomicReference<>(() -> OLD);
  final Logins logins = new Logins(settings(Map.of()), () -> supplier.get().get(), Threads.DAEMONS);

  private static ConnectionSettings settings(Map<String, String> settings) {
    return new SettingsReader().api(SettingSource.of(settings)).bus().connection();
  }

  private void fail(String text) {
    supplier.set(
        () -> {
          throw new IOException(text);
        });
  }

  @Test
  void without_a_supplier_the_settings_say_it() throws Exception {
    assertThat(
            new Logins(
                    settings(Map.of("username", "me", "password", "s3cret")), null, Threads.DAEMONS)
                .current())
        .isEqualTo(Credentials.of("me", "s3cret"));
  }

  @Test
  void a_client_whose_certificate_says_it_asks_nobody() throws Exception {
    ConnectionSettings external =
        settings(Map.of("sasl", "external", "tls", "true", "tls.context", "ours"));
    assertThat(
            new Logins(
                    external,
                    () -> {
                      throw new AssertionError("asked");
                    },
                    Threads.DAEMONS)
                .current()
                .username())
        .isEqualTo("guest");
  }

  @Test
  void it_is_asked_each_time() throws Exception {
    assertThat(logins.current()).isEqualTo(OLD);
    supplier.set(() -> NEW);
    assertThat(logins.current()).isEqualTo(NEW);
    assertThat(logins.trouble()).isEmpty();
  }

  @Test
  void when_it_fails_what_it_gave_before_is_used_until_it_ends() throws Exception {
    supplier.set(() -> OLD.expiringAt(Instant.now().plusSeconds(600)));
    Credentials before = logins.current();
    fail("nobody there");
    assertThat(logins.current()).isEqualTo(before);
    assertThat(logins.trouble())
        .isEqualTo(
            "The user and password to connect with could not be had: IOException: nobody there.");
    assertThatThrownBy(logins::fresh).isInstanceOf(Logins.NoCredentials.class);

    supplier.set(() -> OLD.expiringAt(Instant.now().minusSeconds(1)));
    logins.current();
    assertThat(logins.trouble()).isEmpty();
    fail("nobody there");
    assertThatThrownBy(logins::current)
        .isInstanceOf(Logins.NoCredentials.class)
        .hasMessageContaining("nobody there");
  }

  @Test
  void a_supplier_that_never_worked_or_gives_nothing_leaves_no_credentials() {
    fail("nobody there");
    assertThatThrownBy(logins::current).isInstanceOf(Logins.NoCredentials.class);
    supplier.set(() -> null);
    assertThatThrownBy(logins::current)
        .isInstanceOf(Logins.NoCredentials.class)
        .hasMessageContaining("no credentials were given");
  }

  @Test
  void no_exception_of_any_kind_leaves_it() throws Exception {
    logins.current();
    supplier.set(
        () -> {
          throw new NoClassDefFoundError("vault/Client");
        });
    assertThat(logins.current()).isEqualTo(OLD);
    assertThat(logins.trouble()).contains("could not be had", "vault/Client");
    supplier.set(
        () -> {
          throw new InterruptedException();
        });
    assertThatThrownBy(logins::fresh).isInstanceOf(Logins.NoCredentials.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void the_password_that_every_broker_comes_with_is_no_secret() throws Exception {
    supplier.set(() -> Credentials.of("guest", "guest"));
    logins.current();
    assertThat(logins.mask("user 'guest'")).isEqualTo("user 'guest'");
  }

  @Test
  void whoever_wants_to_know_is_told_of_each_password_that_is_secret() throws Exception {
    List<String> told = new ArrayList<>();
    Logins telling =
        new Logins(
            settings(Map.of()),
            new ClientContext(
                "",
                null,
                () -> supplier.get().get(),
                told::add,
                Threads.DAEMONS,
                MessageObserver.NONE));
    telling.current();
    supplier.set(() -> NEW);
    telling.current();
    supplier.set(() -> Credentials.of("guest", "guest"));
    telling.current();
    assertThat(told).containsExactly(OLD.password(), NEW.password());
  }

  @Test
  void neither_the_new_password_nor_those_before_are_shown() throws Exception {
    logins.current();
    supplier.set(() -> Credentials.of("shop", "interim-password"));
    logins.current();
    supplier.set(() -> NEW);
    logins.current();
    fail("0ldpassword or interim-password or n3wpassword?");
    logins.current();
    assertThat(logins.trouble()).endsWith("IOException: *** or *** or ***?");
    assertThat(OLD + " " + OLD.expiringAt(Instant.EPOCH))
        .isEqualTo("user 'shop' user 'shop' until 1970-01-01T00:00:00Z");
  }
}
