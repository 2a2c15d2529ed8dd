package io.pikabus.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a URI such as {@code amqps://user:secret@host1:5671,host2:5671/vhost} says, by RabbitMQ's
 * specification of URIs, which knows one host, and with several. Pure.
 *
 * @param tls whether the scheme is {@code amqps}
 * @param addresses at least one
 * @param username null when the URI names none
 * @param password null when the URI has none
 * @param virtualHost null when the URI names none, which is not the same as an empty one
 */
record AmqpUri(
    boolean tls,
    List<BrokerAddress> addresses,
    @Nullable String username,
    @Nullable String password,
    @Nullable String virtualHost) {

  static final int TLS_PORT = 5671;

  /** What a URI begins with, which says whether connections are encrypted. */
  enum Scheme {
    AMQP(5672),
    AMQPS(TLS_PORT);

    private final int port;

    Scheme(int port) {
      this.port = port;
    }

    /** That of a text, of which all the rest may be faulty; null when it is neither of these. */
    static @Nullable Scheme of(String text) {
      String lower = text.strip().toLowerCase(Locale.ROOT);
      for (Scheme scheme : values()) {
        if (lower.startsWith(scheme + "://")) {
          return scheme;
        }
      }
      return null;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads a URI.
   *
   * @param faults takes the predicate of a sentence about each fault, such as "has no scheme …".
   *     None repeats a part of the text but the names of parameters: it may hold a password where
   *     nobody expects one
   * @return null when there was a fault
   */
  static @Nullable AmqpUri read(String text, Consumer<String> faults) {
    Set<String> found = new LinkedHashSet<>();
    AmqpUri uri = new Reader(found::add).read(text.strip());
    found.forEach(faults);
    return found.isEmpty() ? uri : null;
  }

  /** Without the password: this text may go into logs. */
  @Override
  public String toString() {
    return "%s at %s".formatted(tls ? Scheme.AMQPS : Scheme.AMQP, addresses);
  }

  /** One reading. */
  private record Reader(Consumer<String> faults) {

    @Nullable AmqpUri read(String text) {
      Scheme scheme = Scheme.of(text);
      if (scheme == null) {
        faults.accept("does not begin with amqp:// or amqps://. Write one of them.");
        return null;
      }
      String rest = text.substring((scheme + "://").length());
      int end = endOfAuthority(rest);
      String authority = rest.substring(0, end);
      String path = rest.substring(end);
      if (path.indexOf('@') >= 0 || authority.indexOf('@') != authority.lastIndexOf('@')) {
        faults.accept(
            "holds an '@' that cannot be told from the one before the hosts. Name user and password once, before all hosts, and write '/' as %2F, '?' as %3F, '#' as %23 and '@' as %40 in what is meant as text.");
        return null;
      }
      int at = authority.indexOf('@');
      String user = at < 0 ? null : authority.substring(0, at);
      int split = user == null ? -1 : user.indexOf(':');
      return new AmqpUri(
          scheme == Scheme.AMQPS,
          addresses(authority.substring(at + 1), scheme.port),
          user == null ? null : part("user", split < 0 ? user : user.substring(0, split)),
          user == null || split < 0 ? null : part("password", user.substring(split + 1)),
          virtualHost(path));
    }

    private static int endOfAuthority(String rest) {
      for (int i = 0; i < rest.length(); i++) {
        if ("/?#".indexOf(rest.charAt(i)) >= 0) {
          return i;
        }
      }
      return rest.length();
    }

    private @Nullable String part(String what, String encoded) {
      if (encoded.isBlank()) {
        faults.accept(
            "has an empty %s. Write one, or leave it out with the ':' or '@' that belongs to it."
                .formatted(what));
        return null;
      }
      return decoded(what, encoded);
    }

    private List<BrokerAddress> addresses(String hosts, int usual) {
      if (hosts.isEmpty()) {
        return List.of(new BrokerAddress("localhost", usual));
      }
      List<BrokerAddress> addresses = new ArrayList<>();
      String[] parts = hosts.split(",", -1);
      for (int i = 0; i < parts.length; i++) {
        String which = parts.length == 1 ? "" : " " + (i + 1);
        address(parts[i].strip(), usual, which, parts.length == 1, addresses);
      }
      return addresses;
    }

    private void address(
        String text, int usual, String which, boolean alone, List<BrokerAddress> addresses) {
      int colon = text.lastIndexOf(':') > text.lastIndexOf(']') ? text.lastIndexOf(':') : -1;
      String host = host(colon < 0 ? text : text.substring(0, colon), which, alone);
      int port = colon < 0 ? usual : port(text.substring(colon + 1), which);
      if (host != null && port > 0) {
        addresses.add(new BrokerAddress(host, port));
      }
    }

    private @Nullable String host(String written, String which, boolean alone) {
      if (written.isEmpty() && alone) {
        return "localhost";
      }
      boolean bracketed = written.startsWith("[") && written.endsWith("]");
      String host =
          decoded("host" + which, bracketed ? written.substring(1, written.length() - 1) : written);
      if (host != null && (!BrokerAddress.isHost(host) || bracketed != host.indexOf(':') >= 0)) {
        faults.accept(
            "has a host%s that is none. Write a name, a number of IPv4, or one of IPv6 in brackets, such as [::1]."
                .formatted(which));
        return null;
      }
      return host;
    }

    private int port(String written, String which) {
      int port = written.matches("\\d{1,5}") ? Integer.parseInt(written) : 0;
      if (port < 1 || port > BrokerAddress.HIGHEST_PORT) {
        faults.accept(
            "has a port%s that is none. Write a whole number from 1 to %d, or leave it out with its colon."
                .formatted(which, BrokerAddress.HIGHEST_PORT));
        return 0;
      }
      return port;
    }

    private @Nullable String virtualHost(String rest) {
      int fragment = rest.indexOf('#');
      if (fragment >= 0) {
        faults.accept("has a '#', behind which nothing is read. Write it as %23, or leave it out.");
      }
      String read = fragment < 0 ? rest : rest.substring(0, fragment);
      int query = read.indexOf('?');
      if (query >= 0) {
        parameters(read.substring(query + 1));
      }
      String path = query < 0 ? read : read.substring(0, query);
      if (path.isEmpty()) {
        return null;
      }
      String name = path.substring(1);
      if (name.isBlank()) {
        faults.accept(
            "ends with a '/', which names a virtual host without a name. Write /%2F for the virtual host '/', or leave the '/' out.");
        return null;
      }
      if (name.indexOf('/') >= 0) {
        faults.accept(
            "has more than one '/' behind its hosts. Write %2F in the virtual host's name.");
        return null;
      }
      return decoded("virtual host", name);
    }

    private void parameters(String query) {
      for (String parameter : query.split("&", -1)) {
        String name = parameter.split("=", 2)[0].strip();
        faults.accept(
            name.isEmpty()
                ? "has a '?' without the name of a parameter. Leave it out."
                : "has the parameter '%s', and no parameter is read. %s"
                    .formatted(UriParameters.shown(name), UriParameters.remedy(name)));
      }
    }

    /** Percent-decoded UTF-8; a plus sign is one. */
    private @Nullable String decoded(String what, String encoded) {
      ByteBuffer octets = ByteBuffer.allocate(encoded.length() * 4);
      for (int i = 0; i < encoded.length(); ) {
        int character = encoded.codePointAt(i);
        i += Character.charCount(character);
        if (character != '%') {
          octets.put(Character.toString(character).getBytes(StandardCharsets.UTF_8));
        } else if (encoded.length() >= i + 2
            && encoded.substring(i, i + 2).matches("[0-9A-Fa-f]{2}")) {
          octets.put((byte) Integer.parseInt(encoded.substring(i, i + 2), 16));
          i += 2;
        } else {
          faults.accept(
              "has a '%%' in its %s that is not followed by two hexadecimal digits. Write a percent sign as %%25."
                  .formatted(what));
          return null;
        }
      }
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
      } catch (CharacterCodingException malformed) {
        faults.accept(
            "has percent-encoded octets in its %s that are no UTF-8. Encode each octet of the UTF-8 text."
                .formatted(what));
        return null;
      }
    }
  }
}
