package io.pikabus.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.pikabus.architecture.ProductClasses.CLASSES;
import static io.pikabus.architecture.ProductClasses.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Names, nulls, and what a field may not hold. */
class CodeRulesTest {

  /** What an application writes, and what carries it out. */
  private static final Set<String> NAMED_AFTER_THE_PRODUCT =
      Set.of(
          "PikaBus",
          "PikaBusBuilder",
          "PikaBusClient",
          "PikaBusConnection",
          "PikaBusConnectionFactory",
          "PikaBusException",
          "PikaBusListener",
          "PikaBusProvider",
          "PikaBusConnector",
          "PikaBusProducer",
          "PikaBusResourceAdapter",
          "PikaBusActivationSpec",
          "PikaBusManagedConnectionFactory",
          "DefaultPikaBus",
          "StandalonePikaBus");

  /**
   * The one that works, to be interrupted; it may be borrowed, or lent by a container. A hook of
   * the virtual machine can be nothing but a thread, and is taken back by its owner's close.
   */
  private static final Set<String> THREADS =
      Set.of("RunningWork.thread", "ClientLifetime.hook", "Lent.worker");

  /** Each is private to its class, which says why it must be static or who copies it. */
  private static final Set<String> STATIC_AND_CHANGEABLE =
      Set.of("WebModules.STARTED", "WebModules.LISTENERS", "Payloads.NOTHING");

  @Test
  void no_class_is_named_for_being_of_use() {
    noClasses()
        .should()
        .haveNameMatching(".*(Utils?|Helpers?|Managers?|Impl)")
        .because("a name says what a class does, and there is one way to do it")
        .check(CLASSES);
  }

  @Test
  void few_classes_are_named_after_the_product() {
    assertThat(CLASSES.stream().map(JavaClass::getSimpleName))
        .filteredOn(name -> name.toLowerCase(Locale.ROOT).contains("pikabus"))
        .isSubsetOf(NAMED_AFTER_THE_PRODUCT);
  }

  @Test
  void every_package_says_what_may_be_null() {
    assertThat(CLASSES.getPackage(ROOT).getSubpackagesInTree())
        .isNotEmpty()
        .allMatch(each -> each.isAnnotatedWith(NullMarked.class));
    assertThat(CLASSES.getPackage(ROOT).isAnnotatedWith(NullMarked.class)).isTrue();
  }

  @Test
  void few_fields_hold_a_thread_of_their_own() {
    assertThat(CLASSES.stream().flatMap(each -> each.getFields().stream()))
        .filteredOn(field -> field.getRawType().isAssignableTo(Thread.class))
        .extracting(CodeRulesTest::name)
        .containsExactlyInAnyOrderElementsOf(THREADS);
  }

  @Test
  void what_is_static_never_changes() {
    assertThat(statics().filter(CodeRulesTest::mayChange))
        .extracting(CodeRulesTest::name)
        .containsExactlyInAnyOrderElementsOf(STATIC_AND_CHANGEABLE);
  }

  private static String name(JavaField field) {
    return field.getOwner().getSimpleName() + "." + field.getName();
  }

  private static Stream<JavaField> statics() {
    return CLASSES.stream()
        .flatMap(each -> each.getFields().stream())
        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
        .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
  }

  private static boolean mayChange(JavaField field) {
    if (!field.getModifiers().contains(JavaModifier.FINAL)) {
      return true;
    }
    JavaClass type = field.getRawType();
    if (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)) {
      return !String.valueOf(valueClass(field)).contains("Immutable");
    }
    return type.isArray()
        || type.isAssignableTo(ThreadLocal.class)
        || type.getPackageName().equals(AtomicInteger.class.getPackageName());
  }

  private static @Nullable Class<?> valueClass(JavaField field) {
    try {
      Field reflected = field.reflect();
      reflected.setAccessible(true);
      Object value = reflected.get(null);
      return value == null ? null : value.getClass();
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
