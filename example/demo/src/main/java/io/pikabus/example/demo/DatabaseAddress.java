package io.pikabus.example.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.xa.PGXADataSource;

/** Where a PostgreSQL is that the user has, for the shop's orders and its outbox. */
final class DatabaseAddress {
  static final String VARIABLE = "PIKABUS_JDBC_URL";

  private static final String PREFIX = "jdbc:postgresql://";
  private static final String PATIENCE_SECONDS = "10";

  private final String url;
  private final String user;
  private final String password;

  private DatabaseAddress(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /**
   * The one that the environment names, if it names one.
   *
   * @throws DemoException if it cannot be read; without the URL, which holds a password
   */
  static Optional<DatabaseAddress> in(Map<String, String> environment) {
    String text = environment.getOrDefault(VARIABLE, "").strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(read(text));
  }

  private static DatabaseAddress read(String text) {
    String[] halves = text.split("\\?", 2);
    if (!halves[0].startsWith(PREFIX)) {
      throw refused("does not begin with " + PREFIX);
    }
    if (halves[0].contains("@")) {
      throw refused("has something before an @");
    }
    Map<String, String> parameters = new HashMap<>();
    for (String parameter : halves.length < 2 ? new String[0] : halves[1].split("&", -1)) {
      String[] sides = parameter.split("=", 2);
      parameters.put(sides[0], sides.length < 2 ? "" : sides[1]);
    }
    String user = taken(parameters, "user");
    String password = taken(parameters, "password");
    // Parted from the URL, because a persistence provider writes the URL into its log.
    String url = halves[0] + joined(parameters);
    if (Driver.parseURL(url, new Properties()) == null) {
      throw refused("cannot be read by PostgreSQL's driver");
    }
    return new DatabaseAddress(url, user, password);
  }

  private static String taken(Map<String, String> parameters, String name) {
    String value = Optional.ofNullable(parameters.remove(name)).orElse("");
    if (value.isEmpty()) {
      throw refused("has no parameter " + name);
    }
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refused("has a % in its " + name + " that begins no percent-encoded character");
    }
  }

  private static String joined(Map<String, String> parameters) {
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
            .sorted()
            .collect(Collectors.joining("&", "?", ""));
  }

  private static DemoException refused(String reason) {
    return new DemoException(
        "%s %s. It must look like %shost:port/database?user=name&password=word; in name and word, percent-encode what is no letter or digit."
            .formatted(VARIABLE, reason, PREFIX));
  }

  /**
   * Connects once.
   *
   * @throws DemoException saying why it did not work
   */
  void requireAnswer() {
    Properties settings = new Properties();
    settings.setProperty("user", user);
    settings.setProperty("password", password);
    settings.setProperty("loginTimeout", PATIENCE_SECONDS);
    try {
      DriverManager.getConnection(url, settings).close();
    } catch (SQLException e) {
      throw new DemoException(
          "%s names %s, and connecting there as %s did not work: %s"
              .formatted(VARIABLE, this, user, e.getMessage()));
    }
  }

  /** For the settings in {@code server-config} and in {@code adapter.xml}. */
  Map<String, String> environment() {
    return Map.of(
        VARIABLE,
        url,
        "PIKABUS_JDBC_USER",
        user,
        "PIKABUS_JDBC_PASSWORD",
        password,
        "PIKABUS_XA_DATASOURCE",
        PGXADataSource.class.getName());
  }

  /** Without its parameters, among which there may be other secrets than the password. */
  @Override
  public String toString() {
    return url.split("\\?", 2)[0];
  }
}
