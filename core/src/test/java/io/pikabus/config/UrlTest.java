package io.pikabus.config;

import static io.pikabus.config.Reading.INCOMING;
import static io.pikabus.config.Reading.faultsOfIncoming;
import static io.pikabus.config.Reading.incoming;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A URL, and the keys that may stand beside it. */
class UrlTest {

  private static ConnectionSettings connection(String... settings) {
    return incoming(map(settings)).bus().connection();
  }

  private static List<String> faults(String... settings) {
    return faultsOfIncoming(map(settings));
  }

  private static Map<String, String> map(String... settings) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return map;
  }

  /** The examples of RabbitMQ's specification that name no empty user, password or virtual host. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "amqp://user:pass@host:10000/vhost, user, pass, host, 10000, vhost",
        "amqp://user%61:%61pass@ho%61st:10000/v%2fhost, usera, apass, hoast, 10000, v/host",
        "amqp://, -, -, localhost, 5672, -",
        "amqp://user@, user, -, localhost, 5672, -",
        "amqp://user:pass@, user, pass, localhost, 5672, -",
        "amqp://host, -, -, host, 5672, -",
        "amqp://:10000, -, -, localhost, 10000, -",
        "amqp:///vhost, -, -, localhost, 5672, vhost",
        "amqp://host/%2F, -, -, host, 5672, /",
        "amqp://[::1], -, -, ::1, 5672, -",
        "amqps://[::1]/%2f, -, -, ::1, 5671, /"
      })
  void the_examples_of_the_specification_are_read(
      String text, String user, String password, String host, int port, String virtualHost) {
    List<String> faults = new ArrayList<>();
    assertThat(AmqpUri.read(text, faults::add))
        .isEqualTo(
            new AmqpUri(
                text.startsWith("amqps"),
                List.of(new BrokerAddress(host, port)),
                user,
                password,
                virtualHost));
    assertThat(faults).isEmpty();
  }

  @Test
  void several_hosts_are_several_addresses_and_the_password_is_not_shown() {
    ConnectionSettings settings =
        connection("url", " amqps://shop:s3c%40ret@rabbit1:5673,rabbit2,[::1]/orders ");
    assertThat(settings)
        .hasToString(
            "RabbitMQ at rabbit1:5673, rabbit2:5671, [::1]:5671 with TLS, virtual host 'orders', user 'shop'");
    assertThat(settings.password()).isEqualTo("s3c@ret");
    assertThat(settings.secrets()).containsExactly("s3c@ret");
  }

  @Test
  void what_the_url_leaves_out_is_said_by_keys_or_is_the_default() {
    ConnectionSettings settings =
        connection(
            "url", "amqp://rabbit", "username", "me", "password", "s3cret", "virtual-host", "shop");
    assertThat(settings)
        .hasToString("RabbitMQ at rabbit:5672, virtual host 'shop', user 'me'")
        .extracting(ConnectionSettings::password)
        .isEqualTo("s3cret");
    assertThat(connection("url", "amqp://rabbit"))
        .hasToString("RabbitMQ at rabbit:5672, virtual host '/', user 'guest'");
  }

  @Test
  void a_key_may_repeat_what_the_url_says() {
    assertThat(
            connection(
                "url", "amqps://me:s3cret@rabbit:5673/shop",
                "host", "rabbit",
                "port", "5673",
                "addresses", "rabbit:5673",
                "tls", "true",
                "username", "me",
                "password", "s3cret",
                "virtual-host", "shop"))
        .hasToString("RabbitMQ at rabbit:5673 with TLS, virtual host 'shop', user 'me'");
  }

  @Test
  void every_key_that_contradicts_the_url_is_a_fault_and_no_password_is_shown() {
    List<String> faults =
        faults(
            "url", "amqps://me:s3cret@rabbit1,rabbit2/shop",
            "host", "rabbit1",
            "port", "5672",
            "addresses", "rabbit1:5671",
            "tls", "false",
            "username", "you",
            "password", "0ther",
            "virtual-host", "store");
    assertThat(faults)
        .containsExactly(
            INCOMING
                + "tls is set beside "
                + INCOMING
                + "url, which says something else: amqps:// is encrypted, and amqp:// is not. Begin the url with amqp://, or set tls = true.",
            beside("host"),
            beside("port"),
            beside("addresses"),
            beside("virtual-host"),
            beside("username"),
            beside("password"));
  }

  private static String beside(String key) {
    return INCOMING
        + key
        + " is set beside "
        + INCOMING
        + "url, which says something else. Leave one of them out.";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rabbit:5672 | does not begin with amqp:// or amqps://. Write one of them.",
        "http://rabbit | does not begin with amqp:// or amqps://. Write one of them.",
        "amqp://rabbit/ | ends with a '/', which names a virtual host without a name. Write /%2F for the virtual host '/', or leave the '/' out.",
        "amqp://rabbit/a/b | has more than one '/' behind its hosts. Write %2F in the virtual host's name.",
        "amqp://@rabbit | has an empty user. Write one, or leave it out with the ':' or '@' that belongs to it.",
        "amqp://me:@rabbit | has an empty password. Write one, or leave it out with the ':' or '@' that belongs to it.",
        "amqp://rabbit:s3cret | has a port that is none. Write a whole number from 1 to 65535, or leave it out with its colon.",
        "amqp://a:1,b:0 | has a port 2 that is none. Write a whole number from 1 to 65535, or leave it out with its colon.",
        "amqp://a,,b | has a host 2 that is none. Write a name, a number of IPv4, or one of IPv6 in brackets, such as [::1].",
        "amqp://::1 | has a host that is none. Write a name, a number of IPv4, or one of IPv6 in brackets, such as [::1].",
        "amqp://[rabbit] | has a host that is none. Write a name, a number of IPv4, or one of IPv6 in brackets, such as [::1].",
        "amqp://me:s3%cret@rabbit | has a '%' in its password that is not followed by two hexadecimal digits. Write a percent sign as %25.",
        "amqp://me:s3%ffcret@rabbit | has percent-encoded octets in its password that are no UTF-8. Encode each octet of the UTF-8 text.",
        "amqp://rabbit/shop#x | has a '#', behind which nothing is read. Write it as %23, or leave it out.",
        "amqp://rabbit? | has a '?' without the name of a parameter. Leave it out.",
        "amqp://rabbit?heartbeat=s3cret | has the parameter 'heartbeat', and no parameter is read. Set 'heartbeat' instead.",
        "amqp://rabbit?cacertfile=/x | has the parameter 'cacertfile', and no parameter is read. Set 'tls.trust-store' instead.",
        "amqp://rabbit?delays=broker | has the parameter 'delays', and no parameter is read. Set 'delays' beside the url instead.",
        "amqp://rabbit?x%y=1 | has the parameter 'x?y', and no parameter is read. Leave it out.",
      })
  void a_fault_says_what_to_write(String url, String fault) {
    assertThat(faults("url", url)).containsExactly(INCOMING + "url " + fault);
  }

  @ParameterizedTest
  @CsvSource({
    "amqp://me:s3@cret@rabbit",
    "amqp://me:s3/cret@rabbit",
    "amqp://me:s3?cret@rabbit",
    "amqp://me:s3#cret@rabbit",
    "'amqp://me:s3cret@rabbit1,me:s3cret@rabbit2'"
  })
  void a_password_that_was_not_encoded_is_one_fault_that_shows_nothing_of_it(String url) {
    assertThat(faults("url", url))
        .singleElement()
        .asString()
        .startsWith(INCOMING + "url holds an '@' that cannot be told from the one before the hosts")
        .doesNotContain("s3", "cret", "rabbit");
  }

  @Test
  void all_faults_of_a_url_and_of_other_keys_come_together() {
    assertThat(
            faults("url", "amqp://:s3cret@a:0,b:x/?heartbeat=1&timeout=2#end", "heartbeat", "30s"))
        .hasSize(8)
        .noneMatch(fault -> fault.contains("s3cret"));
  }

  @Test
  void a_certificate_says_who_connects_or_the_url_does() {
    assertThat(faults("url", "amqps://me@rabbit", "tls.context", "ours", "sasl", "external"))
        .containsExactly(
            INCOMING
                + "url names a user beside "
                + INCOMING
                + "sasl = external, by which the broker takes the user from the certificate. Leave one of them out.");
  }

  @Test
  void a_keystore_beside_amqps_needs_no_tls_and_beside_amqp_it_does() {
    assertThat(connection("url", "amqps://rabbit", "tls.context", "ours").tls()).isNotNull();
    assertThat(faults("url", "amqp://rabbit", "tls.context", "ours"))
        .containsExactly(
            INCOMING
                + "tls.context is set, and connections are not encrypted: tls is not set. Begin the url with amqps://, or set tls = false to say so.");
  }

  @Test
  void a_faulty_url_still_says_whether_connections_are_encrypted() {
    String port =
        INCOMING
            + "url has a port that is none. Write a whole number from 1 to 65535, or leave it out with its colon.";
    assertThat(faults("url", "AMQPS://rabbit:0", "tls.context", "ours", "sasl", "external"))
        .containsExactly(port);
    assertThat(faults("url", "amqps://rabbit:0", "tls.trust-store", "no/such.p12"))
        .containsExactly(
            port,
            INCOMING
                + "tls.trust-store = 'no/such.p12' cannot be used: the file does not exist. Name a file that the server may read, best with its absolute path.");
    assertThat(faults("url", "amqps://rabbit:0", "tls", "false"))
        .hasSize(2)
        .contains(port)
        .anyMatch(fault -> fault.contains("amqps:// is encrypted"));
    assertThat(faults("url", "amqp://rabbit:0", "tls.context", "ours"))
        .hasSize(2)
        .contains(port)
        .anyMatch(fault -> fault.contains("connections are not encrypted"));
  }

  @Test
  void of_a_url_without_a_scheme_nothing_is_said_that_may_be_untrue() {
    assertThat(faults("url", "rabbit:5671", "tls.context", "ours", "sasl", "external"))
        .containsExactly(
            INCOMING + "url does not begin with amqp:// or amqps://. Write one of them.");
  }
}
