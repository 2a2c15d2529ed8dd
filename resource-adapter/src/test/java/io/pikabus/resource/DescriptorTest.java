package io.pikabus.resource;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.AllKeys;
import io.pikabus.config.ConfigKey;
import io.pikabus.config.ConfigKey.Scope;
import io.pikabus.resource.base.PropertyName;
import io.pikabus.resource.inflow.PikaBusActivationSpec;
import io.pikabus.resource.outbound.PikaBusManagedConnectionFactory;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every key of the connector is a property of the adapter, or is left out for a reason; and {@code
 * ra.xml} lists what the beans have. {@code -Dpikabus.ra.record=true} writes the lists.
 */
class DescriptorTest {

  private static final Path RA = Path.of("..", "rar", "src", "main", "rar", "META-INF", "ra.xml");

  /** Keys that the adapter itself does not have, and why. */
  private static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry("connector", "it selects the connector among others"),
          Map.entry("transacted", "the endpoint's own attributes say so"),
          Map.entry("message-types", "the methods of a bean say so"),
          Map.entry("inbox", "it is a table beside the outbox"),
          Map.entry("destination-from-metadata", "it is of a channel"),
          Map.entry("topic", "each message says its own"),
          Map.entry("transaction", "the container's transactions hold whatever is sent"),
          Map.entry("flush", "the journal is the promise, so that nothing must leave before"),
          Map.entry("outbox.datasource", "there is no outbox"),
          Map.entry("outbox.schema", "there is no outbox"),
          Map.entry("outbox.table-prefix", "there is no outbox"),
          Map.entry("outbox.lease", "there is no outbox"),
          Map.entry("outbox.poll-interval", "there is no outbox"),
          Map.entry("inbox.retention", "there is no inbox"),
          Map.entry("xa.connection-factory", "the adapter itself is what that names"));

  /** Of each endpoint, never of all. */
  private static final Set<String> OF_AN_ENDPOINT = Set.of("queue", "topics");

  /** What the adapter has besides. */
  private static final Map<String, String> OWN =
      Map.of(
          "journal-directory",
          "Directory of the journal, on a local disk that outlives the server; one for each server. Must be set.",
          "commit-wait",
          "How long a commit waits for the broker's confirms before it leaves them to the journal; PT2S when not set.");

  /** What endpoints have besides; the runtime has that for channels. */
  private static final Map<String, String> OF_ENDPOINTS_ALONE =
      Map.of("concurrency", "How many messages are handled at a time; 1 when not set.");

  private static Set<String> properties(Class<?> bean) {
    return Arrays.stream(bean.getMethods())
        .filter(method -> method.getName().startsWith("set"))
        .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}))
        .map(Method::getName)
        .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
        .collect(toCollection(TreeSet::new));
  }

  private static Stream<? extends ConfigKey<?>> keys() {
    return AllKeys.all().stream()
        .filter(key -> !LEFT_OUT.containsKey(key.name()))
        .filter(key -> !OF_AN_ENDPOINT.contains(key.name()));
  }

  @Test
  void the_adapter_has_every_key_that_makes_sense_there() {
    assertThat(properties(PikaBusResourceAdapter.class))
        .isEqualTo(
            Stream.concat(keys().map(ConfigKey::name), OWN.keySet().stream())
                .map(PropertyName::of)
                .collect(toCollection(TreeSet::new)));
  }

  @Test
  void a_connection_factory_has_what_concerns_sending_and_its_user() {
    assertThat(properties(PikaBusManagedConnectionFactory.class))
        .isEqualTo(
            ofConnections()
                .map(key -> PropertyName.of(key.name()))
                .collect(toCollection(TreeSet::new)));
  }

  private static Stream<? extends ConfigKey<?>> ofConnections() {
    return keys()
        .filter(
            key ->
                key.scope() == Scope.OUTGOING
                    || List.of("username", "password").contains(key.name()));
  }

  @Test
  void an_endpoint_has_what_concerns_consuming() {
    assertThat(properties(PikaBusActivationSpec.class))
        .isEqualTo(
            Stream.concat(ofEndpoints().map(ConfigKey::name), OF_ENDPOINTS_ALONE.keySet().stream())
                .map(PropertyName::of)
                .collect(toCollection(TreeSet::new)));
  }

  private static Stream<? extends ConfigKey<?>> ofEndpoints() {
    return AllKeys.all().stream()
        .filter(key -> key.scope() == Scope.INCOMING)
        .filter(key -> !Set.of("inbox", "message-types").contains(key.name()));
  }

  @Test
  void the_descriptor_lists_them() throws IOException {
    String written = Files.readString(RA);
    String adapter =
        keys().map(DescriptorTest::property).collect(joining())
            + OWN.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(own -> property(own.getKey(), own.getValue(), false))
                .collect(joining());
    String connections = ofConnections().map(DescriptorTest::property).collect(joining()).indent(4);
    String endpoints =
        (ofEndpoints().map(DescriptorTest::property).collect(joining())
                + OF_ENDPOINTS_ALONE.entrySet().stream()
                    .map(own -> property(own.getKey(), own.getValue(), false))
                    .collect(joining()))
            .indent(8);
    String expected =
        replaced(
            replaced(replaced(written, "adapter", adapter), "connections", connections),
            "endpoints",
            endpoints);
    if (Boolean.getBoolean("pikabus.ra.record")) {
      Files.writeString(RA, expected);
    }
    assertThat(Files.readString(RA))
        .as("recorded with -Dpikabus.ra.record=true")
        .isEqualTo(expected);
  }

  private static String replaced(String descriptor, String name, String properties) {
    Matcher part =
        Pattern.compile(
                "(<!-- properties of the %s -->\n).*?( *<!-- end -->)".formatted(name),
                Pattern.DOTALL)
            .matcher(descriptor);
    assertThat(part.find()).as(name).isTrue();
    return descriptor.substring(0, part.end(1)) + properties + descriptor.substring(part.start(2));
  }

  private static String property(ConfigKey<?> key) {
    return property(
        key.name(),
        key.sentence()
            + (key.defaultText() == null || key.secret()
                ? ""
                : " " + key.defaultText() + " when not set."),
        key.secret());
  }

  private static String property(String key, String sentence, boolean secret) {
    String plain =
        sentence
            .replaceAll(" See \\[[^\\]]*\\]\\([^)]*\\)\\.", "")
            .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
            .replace("`", "")
            .replace("&", "&amp;")
            .replace("<", "&lt;");
    return """
            <config-property>
              <description>%s</description>
              <config-property-name>%s</config-property-name>
              <config-property-type>java.lang.String</config-property-type>
        %s    </config-property>
        """
        .formatted(
            plain,
            PropertyName.of(key),
            secret
                ? "      <config-property-confidential>true</config-property-confidential>\n"
                : "");
  }
}
