package io.pikabus.config;

/** Where a node of the broker listens. */
public record Address(String host, int port) {

  static final int HIGHEST_PORT = 65_535;

  /** Reads {@code host:port}, or {@code [ipv6]:port}. */
  static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0 || text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException(text);
    }
    return new Address(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
