package io.pikabus.rabbitmq.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // seconds
@Tag("slow")
class PrivateNodeTest {

  private static PrivateNode node;

  @BeforeAll
  static void createNode() {
    node = PrivateNode.create(Path.of("target/rabbitmq"));
  }

  @BeforeEach
  void startNode() {
    node.start();
  }

  @AfterAll
  static void closeNode() {
    node.close();
  }

  @Test
  void takesAndGivesMessage() throws Exception {
    try (Client client = Client.of(node.uri())) {
      client.declareDurable("orders");
      client.publishPersistent("orders", "ten boxes");

      assertThat(client.get("orders")).isEqualTo("ten boxes");
    }
  }

  @Test
  void keepsPersistentMessageOfSyncedQueueOverKill() throws Exception {
    try (Client client = Client.of(node.uri())) {
      client.declareDurable("kept-over-kill");
      node.syncDeclarations();
      client.publishPersistent("kept-over-kill", "still here");
    }
    int port = node.port();
    List<ProcessHandle> killed =
        node.processes().all().filter(process -> !isNameServer(process)).toList();

    node.kill();

    assertThat(node.isRunning()).isFalse();
    assertThat(killed).hasSizeGreaterThan(1);
    assertGone(killed);
    node.start();
    assertThat(node.port()).isEqualTo(port);
    try (Client client = Client.of(node.uri())) {
      assertThat(client.get("kept-over-kill")).isEqualTo("still here");
    }
  }

  @Test
  void keepsPersistentMessageOverRestart() throws Exception {
    try (Client client = Client.of(node.uri())) {
      client.declareDurable("kept-over-restart");
      client.publishPersistent("kept-over-restart", "still here");
    }

    node.restart();

    try (Client client = Client.of(node.uri())) {
      assertThat(client.get("kept-over-restart")).isEqualTo("still here");
    }
  }

  @Test
  void answersNobodyWhilePaused() throws Exception {
    node.pause();

    assertThat(node.isRunning()).isTrue();
    assertThatThrownBy(() -> Client.of(node.uri(), 500)).isInstanceOf(TimeoutException.class);

    node.resume();
    node.awaitReady(Duration.ofSeconds(20));
    try (Client client = Client.of(node.uri())) {
      assertThat(client.connection().isOpen()).isTrue();
    }
  }

  @Test
  void canBeKilledAndStoppedWhilePaused() {
    node.pause();
    node.kill();
    assertThat(node.isRunning()).isFalse();

    node.start();
    node.pause();
    node.stop();
    assertThat(node.isRunning()).isFalse();
  }

  @Test
  void runsControlCommands() {
    assertThat(node.control("list_vhosts")).contains("/");
    assertThat(node.control("set_vm_memory_high_watermark", "0.4")).isEmpty();
    assertThatThrownBy(() -> node.control("no_such_command"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no_such_command")
        .hasMessageContaining("exit code");
  }

  @Test
  void listensOnLoopbackOnly() throws Exception {
    for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : card.inetAddresses().toList()) {
        if (!address.isLoopbackAddress()) {
          assertThatThrownBy(() -> connect(address, node.port()))
              .isInstanceOf(ConnectException.class);
        }
      }
    }
  }

  @Test
  void refusesPortInUse() throws Exception {
    node.stop();
    try (ServerSocket other =
        new ServerSocket(node.port(), 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      assertThatThrownBy(node::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
          .hasMessageContaining("in use");
    }
    assertThat(node.isRunning()).isFalse();
  }

  @Test
  void saysNeitherPasswordNorAbsolutePath() {
    assertThat(node.describe())
        .startsWith("private rabbitmq-server ")
        .contains("127.0.0.1:" + node.port())
        .contains("data in target")
        .doesNotContain(node.uri().getUserInfo().split(":", -1)[1]);
  }

  private static void connect(InetAddress address, int port) throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
    }
  }

  private static boolean isNameServer(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("epmd");
  }

  private static void assertGone(List<ProcessHandle> processes) {
    assertThat(processes)
        .allMatch(process -> Signals.endsWithin(process, Duration.ofSeconds(10)), "has ended");
  }
}
