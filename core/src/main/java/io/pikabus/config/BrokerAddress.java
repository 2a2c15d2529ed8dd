package io.pikabus.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** Where a node of the broker listens. */
public record BrokerAddress(String host, int port) {

  static final int HIGHEST_PORT = 65_535;

  /**
   * A name or number, and no URL: nothing before an {@code @}, which would be credentials, and no
   * port, of which a number of IPv6 has none: it holds several colons.
   */
  static boolean isHost(String text) {
    return text.matches("[^\\s/@\\[\\]{}$,;:]+")
        || text.matches("[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(%\\w+)?");
  }

  /** Reads {@code host:port}, or {@code [ipv6]:port}. */
  static BrokerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon));
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (!isHost(host)) {
      throw new IllegalArgumentException(text);
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException(text);
    }
    return new BrokerAddress(host, port);
  }

  /** Whether no network lies in between. No name is looked up. */
  boolean isLoopback() {
    if (host.indexOf(':') >= 0) {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException noNumber) {
        return false;
      }
    }
    String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
