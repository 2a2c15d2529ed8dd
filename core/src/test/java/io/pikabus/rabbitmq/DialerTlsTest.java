package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.faults.Outage;
import io.pikabus.fixtures.rabbitmq.PrivateAuthority;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import io.pikabus.thread.Threads;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate is for the name, whatever IP addresses the name has. */
@Tag("slow")
class DialerTlsTest {

  @TempDir static Path directory;

  static PrivateAuthority authority;
  static PrivateNode node;

  @BeforeAll
  static void start() throws Exception {
    authority = new PrivateAuthority(directory, "authority");
    authority.issue("named", "dns:rabbit.example");
    node = PrivateNode.create(Path.of("target", "rabbitmq"), authority.serve("named", false));
    node.start();
  }

  @AfterAll
  static void close() {
    node.close();
  }

  private static Dialer.Round dial(String host) throws Exception {
    Map<String, String> settings = Outage.settings(node, node.tlsPort());
    settings.put("host", host);
    settings.put("tls", "true");
    settings.put("tls.trust-store", authority.trustPem().toString());
    ConnectionSettings read =
        new SettingsReader().api(SettingSource.of(settings)).bus().connection();
    ExecutorService dispatcher = Executors.newSingleThreadExecutor();
    try {
      Dialer.Round round =
          new Dialer(
                  new ClientIdentity("", "testing"),
                  read,
                  null,
                  Threads.DAEMONS,
                  new Logins(read, null, Threads.DAEMONS),
                  name ->
                      new InetAddress[] {
                        InetAddress.getByAddress(name, new byte[] {127, 0, 0, 9}),
                        InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1})
                      },
                  new Random(7))
              .dial(dispatcher, 0, () -> true);
      if (round instanceof Dialer.Opened opened) {
        opened.connection().abort();
      }
      return round;
    } finally {
      dispatcher.shutdownNow();
    }
  }

  @Test
  void the_host_is_checked_by_its_name_and_not_by_the_address_that_was_found() throws Exception {
    assertThat(dial("rabbit.example")).isInstanceOf(Dialer.Opened.class);
    assertThat(dial("other.example"))
        .isInstanceOfSatisfying(
            Dialer.Failed.class,
            failed -> {
              assertThat(failed.fault().refused()).isTrue();
              assertThat(failed.fault().reason())
                  .startsWith("other.example:%d (127.0.0.1): ".formatted(node.tlsPort()))
                  .contains("not for this host")
                  .doesNotContain("127.0.0.9");
            });
  }
}
