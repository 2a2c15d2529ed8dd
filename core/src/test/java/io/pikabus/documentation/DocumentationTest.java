package io.pikabus.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.fixtures.rabbitmq.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the documents show is code that is compiled and runs; what they link to exists. */
class DocumentationTest {

  private static final Path ROOT = Path.of("..");

  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet: (\\S+) -->\\n+```\\w*\\n(.*?)```", Pattern.DOTALL);

  private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)[^)]*\\)");

  @TestFactory
  Stream<DynamicTest> every_snippet_stands_in_its_source() throws IOException {
    return documents()
        .flatMap(document -> SNIPPET.matcher(read(document)).results())
        .map(
            found ->
                DynamicTest.dynamicTest(
                    found.group(1),
                    () ->
                        assertThat(withoutIndentation(read(ROOT.resolve(found.group(1)))))
                            .contains(withoutIndentation(found.group(2)))));
  }

  @TestFactory
  Stream<DynamicTest> every_link_leads_somewhere() throws IOException {
    return documents()
        .flatMap(
            document -> {
              Matcher links = LINK.matcher(read(document));
              return links
                  .results()
                  .map(link -> document.resolveSibling(link.group(1)))
                  .map(
                      target ->
                          DynamicTest.dynamicTest(
                              document + " -> " + target, () -> assertThat(target).exists()));
            });
  }

  @Test
  void the_example_without_a_container_works() throws InterruptedException {
    assertThat(Standalone.run(settings())).isEqualTo(new Standalone.PlaceOrder("42"));
  }

  private static Map<String, String> settings() {
    URI broker = Broker.shared().uri();
    String[] user = broker.getUserInfo().split(":", 2);
    return Map.of(
        "host",
        broker.getHost(),
        "port",
        String.valueOf(broker.getPort()),
        "username",
        user[0],
        "password",
        user[1]);
  }

  private static Stream<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
          Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
          docs.filter(path -> path.toString().endsWith(".md")))
          .toList()
          .stream();
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String withoutIndentation(String text) {
    return text.lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
