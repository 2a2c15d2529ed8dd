package io.pikabus.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.pikabus.architecture.ProductClasses.CLASSES;
import static io.pikabus.architecture.ProductClasses.ROOT;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may use which. */
class PackagesTest {

  /**
   * A package and all that it may import besides {@code java} and JSpecify.
   *
   * @param ours which of ours; the empty name is the root
   * @param others packages that are not ours
   */
  record PackageRule(String name, List<String> ours, List<String> others) {
    @Override
    public String toString() {
      return ProductClasses.packageName(name);
    }
  }

  static Stream<PackageRule> rules() {
    return Stream.of(
        new PackageRule("text", List.of(), List.of()),
        new PackageRule("", List.of("text"), List.of()),
        new PackageRule("time", List.of(), List.of()),
        new PackageRule("log", List.of("text"), List.of()),
        new PackageRule("thread", List.of("log", "text"), List.of()),
        new PackageRule("journal", List.of(), List.of("javax.transaction.xa")),
        new PackageRule("protocol", List.of("", "log", "text", "time"), List.of()),
        new PackageRule("observer", List.of("", "protocol"), List.of()),
        new PackageRule("config", List.of("", "protocol"), List.of("javax.lang.model")),
        new PackageRule("delay", List.of("", "log", "text", "protocol"), List.of()),
        new PackageRule(
            "payload", List.of("", "log", "text", "protocol"), List.of("jakarta.json..")),
        new PackageRule(
            "rabbitmq",
            List.of(
                "",
                "log",
                "text",
                "time",
                "thread",
                "observer",
                "protocol",
                "config",
                "delay",
                "recovery"),
            List.of("com.rabbitmq.client..", "javax.net.ssl..")),
        new PackageRule(
            "recovery", List.of("", "log", "text", "protocol", "config", "delay"), List.of()),
        new PackageRule(
            "transaction", List.of("", "log", "text", "time", "protocol", "recovery"), List.of()),
        new PackageRule(
            "transaction.jta",
            List.of("", "protocol", "transaction"),
            List.of("jakarta.transaction..", "javax.naming..", "javax.sql..")),
        new PackageRule("store", List.of("", "protocol", "transaction"), List.of()),
        new PackageRule(
            "outbox",
            List.of(
                "",
                "log",
                "text",
                "time",
                "thread",
                "protocol",
                "config",
                "recovery",
                "transaction",
                "store"),
            List.of("javax.sql..")),
        new PackageRule(
            "bus",
            List.of(
                "",
                "log",
                "text",
                "time",
                "thread",
                "observer",
                "protocol",
                "config",
                "delay",
                "payload",
                "rabbitmq",
                "recovery",
                "transaction"),
            List.of()),
        new PackageRule(
            "engine",
            List.of(
                "",
                "log",
                "text",
                "thread",
                "observer",
                "protocol",
                "config",
                "payload",
                "rabbitmq",
                "transaction",
                "store",
                "outbox",
                "bus"),
            List.of("javax.net.ssl..", "javax.sql..")),
        new PackageRule(
            "messaging",
            List.of(
                "",
                "log",
                "text",
                "time",
                "thread",
                "config",
                "payload",
                "transaction",
                "transaction.jta",
                "bus",
                "engine"),
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
        new PackageRule(
            "resource.base",
            List.of("", "config", "thread", "engine"),
            List.of("jakarta.resource.spi..")),
        new PackageRule(
            "resource.xa",
            List.of(
                "",
                "log",
                "text",
                "time",
                "thread",
                "protocol",
                "rabbitmq",
                "recovery",
                "transaction",
                "store",
                "engine",
                "journal",
                "resource.base"),
            List.of("javax.transaction.xa")),
        new PackageRule(
            "resource.outbound",
            List.of(
                "",
                "config",
                "rabbitmq",
                "transaction",
                "bus",
                "engine",
                "resource.base",
                "resource.xa"),
            List.of(
                "jakarta.resource..",
                "jakarta.transaction..",
                "javax.naming..",
                "javax.security.auth..",
                "javax.transaction.xa")),
        new PackageRule(
            "resource.inflow",
            List.of(
                "",
                "text",
                "time",
                "config",
                "payload",
                "transaction",
                "bus",
                "engine",
                "resource.base"),
            List.of("jakarta.resource..", "jakarta.transaction..", "jakarta.validation..")),
        new PackageRule(
            "resource",
            List.of(
                "",
                "log",
                "config",
                "payload",
                "engine",
                "journal",
                "resource.base",
                "resource.inflow",
                "resource.xa"),
            List.of("jakarta.resource..", "javax.management..", "javax.transaction.xa")),
        new PackageRule(
            "errors",
            List.of(
                "", "log", "text", "time", "protocol", "config", "delay", "rabbitmq", "recovery"),
            List.of()),
        new PackageRule(
            "health",
            List.of(""),
            List.of(
                "jakarta.enterprise..", "jakarta.inject..", "org.eclipse.microprofile.health..")));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void a_package_uses_only_what_it_may(PackageRule rule) {
    String[] allowed =
        Stream.of(
                Stream.of(
                    "java..",
                    "org.jspecify.annotations",
                    "com.google.errorprone.annotations.concurrent",
                    ProductClasses.packageName(rule.name())),
                rule.ours().stream().map(ProductClasses::packageName),
                rule.others().stream())
            .flatMap(packages -> packages)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(ProductClasses.packageName(rule.name()))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(CLASSES);
  }

  @Test
  void a_new_package_is_listed_here() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(toSet()))
        .isEqualTo(rules().map(PackageRule::toString).collect(toSet()));
  }

  @Test
  void no_package_is_in_two_jars() {
    assertThat(ProductClasses.JARS.stream().flatMap(ProductClasses::packagesOf))
        .doesNotHaveDuplicates();
  }

  @Test
  void no_two_packages_use_each_other() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void the_client_of_rabbitmq_is_known_in_one_package() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ProductClasses.packageName("rabbitmq"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.rabbitmq..")
        .check(CLASSES);
  }

  @Test
  void transactions_and_naming_of_the_container_are_known_at_the_edges_only() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ProductClasses.packageName("transaction.jta"),
            ProductClasses.packageName("messaging"),
            ProductClasses.packageName("resource.inflow"),
            ProductClasses.packageName("resource.outbound"))
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
