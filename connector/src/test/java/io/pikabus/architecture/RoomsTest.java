package io.pikabus.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.pikabus.architecture.House.CLASSES;
import static io.pikabus.architecture.House.ROOT;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which room may open the door to which. */
class RoomsTest {

  /**
   * A package and all that it may import besides {@code java} and JSpecify.
   *
   * @param rooms of ours; the empty name is the root
   * @param others packages that are not ours
   */
  record Room(String name, List<String> rooms, List<String> others) {
    @Override
    public String toString() {
      return House.room(name);
    }
  }

  static Stream<Room> rooms() {
    return Stream.of(
        new Room("text", List.of(), List.of()),
        new Room("", List.of("text"), List.of()),
        new Room("log", List.of("text"), List.of()),
        new Room("protocol", List.of("", "log", "text"), List.of()),
        new Room("config", List.of("", "protocol"), List.of("javax.lang.model")),
        new Room("delay", List.of("", "log", "text", "protocol"), List.of()),
        new Room("payload", List.of("", "log", "text", "protocol"), List.of("jakarta.json..")),
        new Room(
            "rabbitmq",
            List.of("", "log", "text", "protocol", "config", "delay", "recovery"),
            List.of("com.rabbitmq.client..", "javax.net.ssl..")),
        new Room("recovery", List.of("", "log", "text", "protocol", "config", "delay"), List.of()),
        new Room("transaction", List.of("", "log", "text", "protocol", "recovery"), List.of()),
        new Room(
            "transaction.jta",
            List.of("", "protocol", "transaction"),
            List.of("jakarta.transaction..", "javax.naming..", "javax.sql..")),
        new Room(
            "outbox",
            List.of("", "log", "text", "protocol", "config", "recovery", "transaction"),
            List.of("javax.sql..")),
        new Room(
            "bus",
            List.of(
                "",
                "log",
                "text",
                "protocol",
                "config",
                "delay",
                "payload",
                "rabbitmq",
                "recovery",
                "transaction"),
            List.of()),
        new Room(
            "messaging",
            List.of(
                "",
                "log",
                "text",
                "protocol",
                "config",
                "delay",
                "payload",
                "rabbitmq",
                "recovery",
                "transaction",
                "transaction.jta",
                "outbox",
                "bus"),
            List.of(
                "jakarta.annotation..",
                "jakarta.enterprise..",
                "jakarta.inject..",
                "jakarta.interceptor..",
                "jakarta.servlet..",
                "jakarta.transaction..",
                "javax.management..",
                "javax.naming..",
                "javax.net.ssl..",
                "org.eclipse.microprofile..",
                "org.reactivestreams..")),
        new Room(
            "errors",
            List.of("", "log", "text", "protocol", "config", "delay", "rabbitmq", "recovery"),
            List.of()),
        new Room(
            "health",
            List.of(""),
            List.of(
                "jakarta.enterprise..", "jakarta.inject..", "org.eclipse.microprofile.health..")));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void a_room_opens_only_the_doors_it_was_given(Room room) {
    String[] allowed =
        Stream.of(
                Stream.of("java..", "org.jspecify.annotations", House.room(room.name())),
                room.rooms().stream().map(House::room),
                room.others().stream())
            .flatMap(packages -> packages)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(House.room(room.name()))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(CLASSES);
  }

  @Test
  void a_new_room_is_given_its_doors_here() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(toSet()))
        .isEqualTo(rooms().map(Room::toString).collect(toSet()));
  }

  @Test
  void no_package_is_in_two_jars() {
    assertThat(House.JARS.stream().flatMap(House::packagesOf)).doesNotHaveDuplicates();
  }

  @Test
  void no_two_rooms_open_into_each_other() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void the_client_of_rabbitmq_is_known_in_one_room() {
    noClasses()
        .that()
        .resideOutsideOfPackage(House.room("rabbitmq"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.rabbitmq..")
        .check(CLASSES);
  }

  @Test
  void transactions_and_naming_of_the_container_are_known_at_the_edges_only() {
    noClasses()
        .that()
        .resideOutsideOfPackages(House.room("transaction.jta"), House.room("messaging"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.transaction..", "javax.naming..")
        .check(CLASSES);
  }

  @Test
  void no_class_of_a_server_is_known_anywhere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jboss..", "io.smallrye..", "io.openliberty..", "com.ibm..")
        .check(CLASSES);
  }
}
