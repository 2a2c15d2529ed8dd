package io.pikabus.postgresql.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120) // seconds
@Tag("slow")
class PrivatePostgresTest {

  private static PrivatePostgres cluster;

  @BeforeAll
  static void createCluster() {
    cluster = PrivatePostgres.create(Path.of("target/postgresql"));
  }

  @BeforeEach
  void startCluster() {
    cluster.start();
  }

  @AfterAll
  static void closeCluster() {
    cluster.close();
  }

  @Test
  void isSetUpForTransactionsThatLast() throws Exception {
    try (Connection connection = connect(cluster.jdbcUrl())) {
      assertThat(text(connection, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(text(connection, "SHOW fsync")).isEqualTo("on");
      assertThat(text(connection, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(text(connection, "SHOW max_prepared_transactions")).isEqualTo("64");
    }
  }

  @Test
  void keepsCommittedRowsOverKill() throws Exception {
    String url = cluster.createDatabase("kept_over_kill");
    try (Connection connection = connect(url)) {
      execute(connection, "CREATE TABLE kept (what text)");
      execute(connection, "INSERT INTO kept VALUES ('Überleben')");
      connection.setAutoCommit(false);
      execute(connection, "INSERT INTO kept VALUES ('was never committed')");
      List<ProcessHandle> killed = cluster.processes().toList();

      cluster.kill();

      assertThat(cluster.isRunning()).isFalse();
      assertThat(killed).hasSizeGreaterThan(2).allMatch(ServerProcess::isGone, "is gone");
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    cluster.start();
    assertThat(cluster.jdbcUrl("kept_over_kill")).isEqualTo(url);
    try (Connection connection = connect(url)) {
      assertThat(text(connection, "SELECT string_agg(what, ', ') FROM kept"))
          .isEqualTo("Überleben");
    }
  }

  @Test
  void keepsPreparedTransactionOverKill() throws Exception {
    String url = cluster.createDatabase("prepared");
    try (Connection connection = connect(url)) {
      execute(connection, "CREATE TABLE kept (what text)");
      connection.setAutoCommit(false);
      execute(connection, "INSERT INTO kept VALUES ('prepared')");
      execute(connection, "PREPARE TRANSACTION 'half'");
    }

    cluster.kill();
    cluster.start();

    try (Connection connection = connect(url)) {
      assertThat(text(connection, "SELECT count(*) FROM kept")).isEqualTo("0");
      execute(connection, "COMMIT PREPARED 'half'");
      assertThat(text(connection, "SELECT count(*) FROM kept")).isEqualTo("1");
    }
  }

  @Test
  void stopsThoughClientIsConnectedAndKeepsCommittedRows() throws Exception {
    String url = cluster.createDatabase("kept_over_restart");
    try (Connection connection = connect(url)) {
      execute(connection, "CREATE TABLE kept AS SELECT 'still here' AS what");

      cluster.stop();

      assertThat(cluster.isRunning()).isFalse();
      assertThatThrownBy(() -> connect(url)).hasStackTraceContaining("Connection refused");
    }
    cluster.start();
    cluster.restart();
    try (Connection connection = connect(url)) {
      assertThat(text(connection, "SELECT what FROM kept")).isEqualTo("still here");
    }
  }

  @Test
  void letsNobodyInWithoutPassword() {
    assertThatThrownBy(
            () -> DriverManager.getConnection(cluster.jdbcUrl(), cluster.user(), "guessed"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void listensOnLoopbackOnly() throws Exception {
    for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : card.inetAddresses().toList()) {
        if (!address.isLoopbackAddress()) {
          assertThatThrownBy(() -> connect(address, cluster.port()))
              .isInstanceOf(ConnectException.class);
        }
      }
    }
    try (Connection connection = connect(cluster.jdbcUrl())) {
      assertThat(text(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(text(connection, "SHOW unix_socket_directories")).isEmpty();
    }
  }

  @Test
  void refusesPortInUse() throws Exception {
    cluster.stop();
    try (ServerSocket other =
        new ServerSocket(cluster.port(), 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(cluster::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + other.getLocalPort())
          .hasMessageContaining("in use");
    }
    assertThat(cluster.isRunning()).isFalse();
  }

  @Test
  void refusesDatabaseNameThatNeedsQuoting() {
    assertThatThrownBy(() -> cluster.createDatabase("orders; DROP DATABASE postgres"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orders; DROP DATABASE postgres");
  }

  @Test
  void describesItselfWithoutPassword() {
    assertThat(cluster.describe())
        .startsWith("private PostgreSQL ")
        .contains("127.0.0.1:" + cluster.port())
        .doesNotContain(cluster.password());
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, cluster.user(), cluster.password());
  }

  private static void connect(InetAddress address, int port) throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
