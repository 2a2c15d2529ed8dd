package io.pikabus.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.pikabus.architecture.ProductClasses.CLASSES;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import io.pikabus.thread.Threads;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;

/** Every thread comes from the port, so that a container can give its own. */
class ThreadsTest {

  /**
   * Who may take the threads of the virtual machine: what is used where no engine is, and where a
   * container has none to lend.
   */
  private static final List<String> DEFAULTS =
      List.of("EngineBuilder", "ClientContext", "WorkManagerThreads");

  private static final Set<String> WITH_AN_EXECUTOR_OF_ITS_OWN = Set.of("Async", "orTimeout");

  /** A hook of the virtual machine, and what keeps it alive, can be nothing but threads of its. */
  private static final List<String> LIFE_OF_THE_VIRTUAL_MACHINE =
      List.of("io.pikabus.errors.Main", "io.pikabus.bus.ClientLifetime");

  /** It lends those of a container: what it makes is never started, and stands for one of them. */
  private static final String OF_A_CONTAINER =
      "io\\.pikabus\\.resource\\.base\\.WorkManagerThreads(\\$Lent)?";

  @Test
  void no_thread_is_made_but_by_the_port() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ProductClasses.packageName("thread"))
        .and()
        .haveNameNotMatching(String.join("|", LIFE_OF_THE_VIRTUAL_MACHINE) + "|" + OF_A_CONTAINER)
        .should()
        .callCodeUnitWhere(
            new DescribedPredicate<JavaCall<?>>("it makes a thread") {
              @Override
              public boolean test(JavaCall<?> call) {
                return makesThread(call.getTarget());
              }
            })
        .check(CLASSES);
  }

  private static boolean makesThread(CodeUnitCallTarget target) {
    JavaClass owner = target.getOwner();
    if (target.getName().equals("<init>")) {
      return owner.isAssignableTo(Thread.class)
          || owner.isAssignableTo(Timer.class)
          || owner.isAssignableTo(ForkJoinPool.class)
          || (owner.isAssignableTo(ThreadPoolExecutor.class)
              && !takes(target, ThreadFactory.class));
    }
    if (owner.isEquivalentTo(CompletableFuture.class)) {
      return WITH_AN_EXECUTOR_OF_ITS_OWN.stream().anyMatch(target.getName()::endsWith)
          && !takes(target, Executor.class);
    }
    return owner.isEquivalentTo(Executors.class) || owner.isEquivalentTo(ForkJoinPool.class);
  }

  private static boolean takes(CodeUnitCallTarget target, Class<?> type) {
    return target.getRawParameterTypes().stream().anyMatch(each -> each.isEquivalentTo(type));
  }

  @Test
  void the_threads_of_the_virtual_machine_are_taken_where_nobody_hands_any_in() {
    noClasses()
        .that(
            new DescribedPredicate<JavaClass>("give no defaults") {
              @Override
              public boolean test(JavaClass each) {
                return !DEFAULTS.contains(each.getSimpleName());
              }
            })
        .should()
        .accessFieldWhere(
            new DescribedPredicate<JavaAccess<?>>("it is Threads.DAEMONS") {
              @Override
              public boolean test(JavaAccess<?> access) {
                return access.getTargetOwner().isEquivalentTo(Threads.class)
                    && !access.getOriginOwner().isEquivalentTo(Threads.class);
              }
            })
        .check(CLASSES);
  }
}
