package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.PikaBusListener;
import io.pikabus.resource.inflow.PikaBusActivationSpec;
import io.pikabus.resource.outbound.PikaBusManagedConnectionFactory;
import jakarta.servlet.Servlet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;
import org.xml.sax.SAXParseException;

/** What the descriptor says is well formed, and is so. */
class DescriptorSchemaTest {

  private static final Path RA = Path.of("..", "rar", "src", "main", "rar", "META-INF", "ra.xml");

  /** The attributes of XML itself, as far as the platform's schema names them. */
  private static final String XML =
      """
      <s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
        <s:attribute name="lang" type="s:language"/>
      </s:schema>
      """;

  private static Schema schema;
  private static String descriptor;

  @BeforeAll
  static void read() throws Exception {
    descriptor = Files.readString(RA);
    DOMImplementationLS inputs =
        (DOMImplementationLS)
            org.w3c.dom.bootstrap.DOMImplementationRegistry.newInstance()
                .getDOMImplementation("LS");
    SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
    factory.setResourceResolver(
        (type, namespace, publicId, systemId, base) -> input(inputs, systemId));
    try (InputStream own = DescriptorSchemaTest.class.getResourceAsStream("connector.xsd")) {
      schema = factory.newSchema(new StreamSource(own));
    }
  }

  /** The platform's schemas come with the servlet API. */
  private static LSInput input(DOMImplementationLS inputs, String name) {
    LSInput input = inputs.createLSInput();
    input.setSystemId(name);
    input.setByteStream(
        name.endsWith("/xml.xsd")
            ? new ByteArrayInputStream(XML.getBytes(StandardCharsets.UTF_8))
            : Servlet.class.getResourceAsStream("resources/" + name));
    return input;
  }

  private static void validate(String text) throws Exception {
    schema.newValidator().validate(new StreamSource(new StringReader(text)));
  }

  @Test
  void it_is_valid() {
    assertThatNoException().isThrownBy(() -> validate(descriptor));
  }

  @Test
  void what_is_out_of_order_or_misspelled_would_be_found() {
    for (String wrong :
        List.of(
            descriptor.replace("vendor-name", "vendor"),
            descriptor.replace("version=\"2.1\"", "version=\"2.0\""),
            descriptor.replace(">XATransaction<", ">LocalTransaction<"),
            descriptor.replaceFirst(
                "(?s)(<vendor-name>.*?</vendor-name>)(.*?)(<eis-type>.*?</eis-type>)", "$3$2$1"))) {
      assertThat(wrong).isNotEqualTo(descriptor);
      assertThatThrownBy(() -> validate(wrong)).isInstanceOf(SAXParseException.class);
    }
  }

  @Test
  void every_class_that_it_names_is_there_and_is_what_it_should_be() throws Exception {
    assertThat(named("resourceadapter-class")).isEqualTo(PikaBusResourceAdapter.class);
    assertThat(named("managedconnectionfactory-class"))
        .isEqualTo(PikaBusManagedConnectionFactory.class);
    assertThat(named("connectionfactory-interface")).isEqualTo(PikaBusConnectionFactory.class);
    assertThat(named("connectionfactory-impl-class"))
        .matches(PikaBusConnectionFactory.class::isAssignableFrom);
    assertThat(named("connection-interface")).isEqualTo(PikaBusConnection.class);
    assertThat(named("connection-impl-class")).matches(PikaBusConnection.class::isAssignableFrom);
    assertThat(named("messagelistener-type")).isEqualTo(PikaBusListener.class);
    assertThat(named("activationspec-class")).isEqualTo(PikaBusActivationSpec.class);
    assertThat(named("credential-interface"))
        .isEqualTo(jakarta.resource.spi.security.PasswordCredential.class);
  }

  private static Class<?> named(String element) throws Exception {
    return Class.forName(text(element));
  }

  private static String text(String element) throws IOException {
    List<String> found =
        Pattern.compile("<" + element + ">([^<]*)</" + element + ">")
            .matcher(descriptor)
            .results()
            .map(result -> result.group(1))
            .toList();
    assertThat(found).as(element).hasSize(1);
    return found.get(0);
  }

  @Test
  void passwords_are_confidential() {
    Set<String> confidential = new HashSet<>();
    Pattern.compile("(?s)<config-property>(.*?)</config-property>")
        .matcher(descriptor)
        .results()
        .map(MatchResult::group)
        .filter(property -> property.contains("<config-property-confidential>true<"))
        .forEach(
            property ->
                confidential.add(
                    property.replaceAll(
                        "(?s).*<config-property-name>(.*)</config-.*-name>.*", "$1")));
    assertThat(confidential).contains("password", "url", "tlsTrustStorePassword");
  }
}
