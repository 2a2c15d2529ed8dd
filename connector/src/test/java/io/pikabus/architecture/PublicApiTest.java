package io.pikabus.architecture;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What applications are compiled against stays as it is recorded, or changes on purpose. */
class PublicApiTest {

  private static final Path RECORD = Path.of("..", "api", "public-api.txt");

  private static final String RECORD_ANEW = "pikabus.api.record";

  /** They are what they are: no field can be missing from them. */
  private static final Set<String> RECORDS =
      Set.of("Queue", "Topic", "Confirmed", "Unroutable", "Refused", "Unknown");

  @Test
  void the_api_is_the_recorded_one() throws IOException {
    List<String> found =
        types().map(JavaClass::reflect).map(Signatures::of).flatMap(List::stream).toList();
    if (Boolean.getBoolean(RECORD_ANEW)) {
      Files.write(RECORD, found);
    }
    List<String> recorded = lines(Files.readAllLines(RECORD));
    List<String> present = lines(found);
    assertThat(recorded.equals(present))
        .as(
            """
            The API is not the one that api/public-api.txt records.

            Gone or changed, which breaks whoever uses it:
            %s
            New:
            %s
            Breaking is whatever is gone or changed, also what may be null; and what is new, when it is an abstract \
            method of an interface that applications implement (CredentialsSupplier, MessageHandler, PausePolicy, \
            PayloadCodec, RetryPolicy), a type that a sealed one permits, or a component of a record.
            After 1.0 what is breaking waits for the next major version; before, it needs a line in CHANGELOG.md \
            that says what users change. A type that is new says @since.
            If it is meant, record it anew and commit the file:
            mvn -pl connector -am test -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true
            """,
            but(recorded, present), but(present, recorded), RECORD_ANEW)
        .isTrue();
  }

  @Test
  void few_values_are_records_for_a_new_field_of_a_record_breaks_its_users() {
    assertThat(types().filter(JavaClass::isRecord).map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(RECORDS);
  }

  @Test
  void an_exception_of_ours_has_the_one_root() {
    assertThat(
            types()
                .filter(type -> type.isAssignableTo(Throwable.class))
                .filter(type -> !type.isAssignableTo("io.pikabus.PikaBusException")))
        .isEmpty();
  }

  private static Stream<JavaClass> types() {
    return ProductClasses.CLASSES.stream()
        .filter(type -> type.getPackageName().equals(ProductClasses.ROOT))
        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .sorted((one, other) -> one.getName().compareTo(other.getName()));
  }

  /** Each with the type in which it stands. */
  private static List<String> lines(List<String> signatures) {
    List<String> lines = new ArrayList<>();
    String type = "";
    for (String line : signatures) {
      if (!line.startsWith(" ")) {
        type = line;
      }
      lines.add(line.startsWith(" ") ? name(type) + ":" + line : line);
    }
    return lines;
  }

  private static String name(String declaration) {
    return declaration.replaceFirst(".*?\\b(io\\.pikabus\\.[\\w.]+).*", "$1");
  }

  private static String but(List<String> some, List<String> others) {
    return some.stream()
        .filter(line -> !others.contains(line))
        .map(line -> "  " + line)
        .collect(joining("\n"));
  }
}
