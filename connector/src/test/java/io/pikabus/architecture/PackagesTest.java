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

    static PackageRule of(String line) {
      String[] parts = line.split("[:|]", -1);
      return new PackageRule(
          words(parts[0]).get(0), words(parts[1]), parts.length > 2 ? words(parts[2]) : List.of());
    }

    private static List<String> words(String part) {
      return Stream.of(part.strip().split(" +"))
          .filter(word -> !word.isEmpty())
          .map(word -> word.equals("ROOT") ? "" : word)
          .toList();
    }

    @Override
    public String toString() {
      return ProductClasses.packageName(name);
    }
  }

  /** A line a package: which of ours it may use, and behind the bar which others. */
  private static final String RULES =
      """
      text:
      ROOT: text
      time:
      log: text
      thread: log text
      journal: | javax.transaction.xa
      protocol: ROOT log text time
      observer: ROOT protocol
      config: ROOT protocol | javax.lang.model
      delay: ROOT log text protocol
      payload: ROOT log text protocol | jakarta.json..
      rabbitmq: ROOT log text time thread observer protocol config delay recovery | com.rabbitmq.client.. javax.net.ssl..
      recovery: ROOT log text protocol config delay
      transaction: ROOT log text time protocol recovery
      transaction.jta: ROOT protocol transaction | jakarta.transaction.. javax.naming.. javax.sql..
      store: ROOT protocol text transaction
      outbox: ROOT log text time thread protocol config recovery transaction store | javax.sql..
      bus: ROOT log text time thread observer protocol config delay payload rabbitmq recovery transaction
      engine: ROOT log text thread observer protocol config payload rabbitmq transaction store outbox bus | javax.net.ssl.. javax.sql..
      management: ROOT bus | javax.management..
      messaging: ROOT log text time thread config payload transaction transaction.jta store bus engine management | jakarta.annotation.. jakarta.enterprise.. jakarta.inject.. jakarta.interceptor.. jakarta.servlet.. jakarta.transaction.. javax.naming.. javax.net.ssl.. org.eclipse.microprofile.. org.reactivestreams..
      resource.base: ROOT config thread bus engine | jakarta.resource.spi..
      resource.xa: ROOT log text time thread protocol rabbitmq recovery transaction store engine journal resource.base | javax.transaction.xa
      resource.outbound: ROOT protocol config rabbitmq transaction store bus engine journal resource.base resource.xa | jakarta.resource.. jakarta.transaction.. javax.naming.. javax.security.auth.. javax.transaction.xa
      resource.inflow: ROOT text time config payload transaction bus engine management resource.base | jakarta.resource.. jakarta.transaction.. jakarta.validation..
      resource: ROOT log config payload bus engine journal resource.base resource.inflow resource.xa | jakarta.resource.. javax.management.. javax.transaction.xa
      errors: ROOT log text time protocol config delay rabbitmq recovery
      health: ROOT | jakarta.enterprise.. jakarta.inject.. org.eclipse.microprofile.health..
      """;

  static Stream<PackageRule> rules() {
    return RULES.lines().map(PackageRule::of);
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
