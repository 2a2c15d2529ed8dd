package io.pikabus.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Every URI that is none is told of, every other one is read, and no text ends a deployment. */
class AmqpUriPropertyTest {

  private static final String SECRET = "s3cr3t";

  /** A host as it is meant and as it is written. */
  record Host(BrokerAddress address, String written) {}

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) octet;
      encoded.append(
          Character.toString(character).matches("[A-Za-z0-9._~!$'()*+;=-]")
              ? Character.toString(character)
              : "%%%02x".formatted(octet));
    }
    return encoded.toString();
  }

  private static String written(
      boolean tls,
      List<Host> hosts,
      @Nullable String user,
      @Nullable String password,
      @Nullable String virtualHost) {
    return (tls ? "AMQPS" : "amqp")
        + "://"
        + (user == null
            ? ""
            : encoded(user) + (password == null ? "" : ":" + encoded(password)) + "@")
        + hosts.stream().map(Host::written).collect(Collectors.joining(","))
        + (virtualHost == null ? "" : "/" + encoded(virtualHost));
  }

  @Property
  void what_was_meant_is_read(
      @ForAll boolean tls,
      @ForAll("hosts") List<Host> hosts,
      @ForAll("texts") @Nullable String user,
      @ForAll("texts") @Nullable String password,
      @ForAll("texts") @Nullable String virtualHost) {
    List<String> faults = new ArrayList<>();
    AmqpUri uri = AmqpUri.read(written(tls, hosts, user, password, virtualHost), faults::add);
    assertThat(faults).isEmpty();
    assertThat(uri)
        .isEqualTo(
            new AmqpUri(
                tls,
                hosts.stream()
                    .map(Host::address)
                    .map(
                        each ->
                            each.port() == 0
                                ? new BrokerAddress(each.host(), tls ? 5671 : 5672)
                                : each)
                    .toList(),
                user,
                user == null ? null : password,
                virtualHost));
  }

  @Property
  void whatever_is_written_is_read_or_told_of_once(@ForAll("writings") String text) {
    List<String> faults = new ArrayList<>();
    AmqpUri uri = AmqpUri.read(text, faults::add);
    assertThat(uri == null).isEqualTo(!faults.isEmpty());
    assertThat(new HashSet<>(faults)).hasSameSizeAs(faults);
    assertThat(faults).allSatisfy(fault -> assertThat(fault).endsWith("."));
    if (uri != null) {
      assertThat(uri.addresses())
          .isNotEmpty()
          .allSatisfy(each -> assertThat(BrokerAddress.isHost(each.host())).isTrue());
    }
  }

  @Property
  void a_password_is_never_shown(
      @ForAll("pieces") List<String> before, @ForAll("pieces") List<String> after) {
    String text =
        "amqp://" + String.join("", before) + "shop:" + SECRET + String.join("", after) + "@rabbit";
    List<String> faults = new ArrayList<>();
    AmqpUri uri = AmqpUri.read(text, faults::add);
    assertThat(faults + " " + uri).doesNotContain(SECRET);
  }

  @Provide
  Arbitrary<List<Host>> hosts() {
    Arbitrary<String> names = Arbitraries.of("rabbit1", "Rabbit-2.example", "10.0.0.7", "ho%61st");
    Arbitrary<String> numbers = Arbitraries.of("[::1]", "[2001:db8::7]", "[fe80::1%25eth0]");
    return Combinators.combine(
            Arbitraries.oneOf(names, numbers), Arbitraries.integers().between(0, 65_535))
        .as(
            (host, port) ->
                new Host(
                    new BrokerAddress(
                        host.replaceAll("[\\[\\]]", "").replace("%25", "%").replace("%61", "a"),
                        port),
                    host + (port == 0 ? "" : ":" + port)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
            Arbitraries.strings().ofMinLength(1).ofMaxLength(12),
            Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(12))
        .filter(text -> !text.isBlank() && wellFormed(text))
        .injectNull(0.2);
  }

  private static boolean wellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  @Provide
  Arbitrary<String> writings() {
    return Arbitraries.oneOf(
        Arbitraries.strings(),
        Combinators.combine(
                Arbitraries.of("amqp://", "amqps://", "AMQP://", "http://", "amqp:", ""), pieces())
            .as((scheme, pieces) -> scheme + String.join("", pieces)));
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.of(
            "a",
            "me",
            "h1",
            "[::1]",
            "[",
            "]",
            ":",
            "::",
            ":5672",
            ":70000",
            "@",
            "/",
            "?",
            "#",
            "&",
            "=",
            "%",
            "%2f",
            "%40",
            "%zz",
            "%ff",
            ",",
            " ",
            "é",
            "\uD800",
            "heartbeat=1",
            "%s",
            "%d",
            "{0}")
        .list()
        .ofMaxSize(12);
  }
}
