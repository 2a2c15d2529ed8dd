package io.pikabus.documentation;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every public type of the API shows its use, and what it shows is code that is compiled. */
class JavadocTest {

  private static final Path API = Path.of("..", "api", "src", "main", "java", "io", "pikabus");

  /** Where the code stands that is shown: tests, so that it is compiled and some of it runs. */
  private static final List<Path> SHOWN =
      Stream.of("core", "connector", "arquillian-tests")
          .map(module -> Path.of("..", module, "src", "test", "java", "io", "pikabus"))
          .map(root -> root.resolve("documentation"))
          .toList();

  /** Not for applications. */
  private static final Set<String> SHOWS_NOTHING =
      Set.of("package-info.java", "PikaBusProvider.java");

  private static final Pattern SNIPPET =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n\\s*\\* \\}</pre>", Pattern.DOTALL);

  private static final Pattern DECLARATION = Pattern.compile("^public ", Pattern.MULTILINE);

  @TestFactory
  Stream<DynamicTest> every_public_type_shows_its_use() {
    return files(API)
        .filter(file -> !SHOWS_NOTHING.contains(file.getFileName().toString()))
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> assertThat(javadocOfType(read(file))).containsPattern(SNIPPET)));
  }

  @TestFactory
  Stream<DynamicTest> what_the_javadoc_shows_is_compiled() {
    List<String> sources =
        SHOWN.stream()
            .flatMap(JavadocTest::files)
            .map(JavadocTest::read)
            .map(JavadocTest::plain)
            .toList();
    return files(API)
        .flatMap(
            file ->
                SNIPPET
                    .matcher(read(file))
                    .results()
                    .map(
                        found ->
                            DynamicTest.dynamicTest(
                                file.getFileName() + ":" + found.start(),
                                () -> assertStands(withoutStars(found.group(1)), sources))));
  }

  private static void assertStands(String snippet, List<String> sources) {
    assertThat(snippet)
        .as("Javadoc ends the code at a brace too many")
        .matches(JavadocTest::isBalanced);
    assertThat(sources.stream().anyMatch(source -> source.contains(plain(snippet))))
        .as("No file in a documentation package of the tests has these lines:%n%s", snippet)
        .isTrue();
  }

  private static boolean isBalanced(String code) {
    int depth = 0;
    for (char each : code.toCharArray()) {
      depth += each == '{' ? 1 : each == '}' ? -1 : 0;
      if (depth < 0) {
        return false;
      }
    }
    return depth == 0;
  }

  private static String javadocOfType(String source) {
    Matcher declaration = DECLARATION.matcher(source);
    assertThat(declaration.find()).isTrue();
    return source.substring(0, declaration.start());
  }

  private static String withoutStars(String javadoc) {
    return javadoc.lines().map(line -> line.replaceFirst("^\\s*\\* ?", "")).collect(joining("\n"));
  }

  /** The Javadoc has shorter lines, so that the formatter breaks them elsewhere. */
  private static String plain(String code) {
    return code.replaceAll("\\s", "");
  }

  private static Stream<Path> files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
