package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a port where no broker for AMQP 0-9-1 listens. */
class StrangersTest {

  /** What one says first, before or after it has read; null for nothing. */
  private record Stranger(boolean reads, String says, boolean closes) {}

  private static String reasonAt(Stranger stranger, String... more) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (ServerSocket port = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> serve(port, stranger, end));
      thread.start();
      try {
        return reason(port.getLocalPort(), more);
      } finally {
        end.countDown();
      }
    }
  }

  private static void serve(ServerSocket port, Stranger stranger, CountDownLatch end) {
    while (true) {
      try (Socket socket = port.accept()) {
        InputStream in = socket.getInputStream();
        if (stranger.reads() && in.readNBytes(8).length == 0) {
          return;
        }
        socket.getOutputStream().write(stranger.says().getBytes(StandardCharsets.ISO_8859_1));
        if (!stranger.closes()) {
          end.await();
        }
      } catch (IOException closed) {
        return;
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static String reason(int port, String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("host", "localhost");
    settings.put("port", String.valueOf(port));
    settings.put("connection-timeout", "PT1S");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    try (PikaBusClient bus = PikaBus.connect(settings)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !bus.status().publishing().reason().isEmpty());
      return bus.status().publishing().reason();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, HTTP/1.1 400 Bad Request, An HTTP server answers",
    "true, HTTP/1.0 404 Not Found, An HTTP server answers",
    "false, SSH-2.0-OpenSSH_9.2, An SSH server answers",
    "false, 220 mail.example ESMTP, 'Something else answers at this address, and no broker for AMQP'",
    "true, -ERR unknown command, 'Something else answers at this address, and no broker for AMQP'"
  })
  void what_answers_is_named(boolean reads, String says, String expected) throws Exception {
    assertThat(reasonAt(new Stranger(reads, says, true)))
        .startsWith(expected)
        .contains("Look at host, port and tls")
        .endsWith(".");
  }

  @Test
  void a_listener_for_tls_answers_with_an_alert() throws Exception {
    String alert = "\u0015\u0003\u0003\u0000\u0002\u0002\u0046";
    assertThat(reasonAt(new Stranger(true, alert, true)))
        .startsWith("What answers at this address expects TLS. Set tls = true");
  }

  @Test
  void a_broker_for_another_version_of_amqp_says_which_one() throws Exception {
    assertThat(reasonAt(new Stranger(true, "AMQP\u0000\u0001\u0000\u0000", true)))
        .startsWith("The broker does not take AMQP 0-9-1")
        .endsWith(".");
  }

  @Test
  void one_that_hangs_up_says_nothing() throws Exception {
    for (boolean reads : new boolean[] {true, false}) {
      assertThat(reasonAt(new Stranger(reads, "", true)))
          .startsWith("The other end closed the connection before it said a word of AMQP")
          .contains("a listener that expects TLS")
          .endsWith(".");
    }
  }

  @Test
  void one_that_only_accepts_is_told_from_one_that_does_not() throws Exception {
    for (String tls : new String[] {"false", "true"}) {
      assertThat(reasonAt(new Stranger(true, "", false), "tls", tls))
          .startsWith("Something accepts connections at this address and did not answer");
    }
    int free;
    try (ServerSocket port = new ServerSocket(0)) {
      free = port.getLocalPort();
    }
    assertThat(reason(free)).startsWith("Nothing listens at this address (").endsWith(".");
  }

  @Test
  void a_name_that_nobody_knows_is_repeated() {
    assertThat(reason(5672, "host", "no-such-host.invalid"))
        .startsWith("The name of the host is not known: no-such-host.invalid")
        .endsWith(".");
  }

  @Test
  void an_http_server_is_named_with_tls_too() throws Exception {
    assertThat(reasonAt(new Stranger(true, "HTTP/1.1 400 Bad Request", true), "tls", "true"))
        .startsWith("The broker does not speak TLS at this port")
        .endsWith(".");
  }

  @Test
  void a_sentence_ends_once() {
    assertThat(CloseReasons.sentence("vhost shop not found ")).isEqualTo("vhost shop not found.");
    assertThat(CloseReasons.sentence("Trying again.")).isEqualTo("Trying again.");
    assertThat(CloseReasons.sentence("(EOFException)")).isEqualTo("(EOFException).");
    assertThat(CloseReasons.sentence(" ")).isEmpty();
  }
}
