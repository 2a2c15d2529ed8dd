package io.pikabus.messaging;

import io.pikabus.CredentialsSupplier;
import io.pikabus.PausePolicy;
import io.pikabus.PayloadCodec;
import io.pikabus.RetryPolicy;
import io.pikabus.text.Printable;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The beans by which an application replaces what is built in, at most one of each type. Of any
 * thread.
 */
final class SuppliedBeans {

  private static final List<Class<?>> TYPES =
      List.of(RetryPolicy.class, PausePolicy.class, PayloadCodec.class, CredentialsSupplier.class);

  private SuppliedBeans() {}

  /** The only bean of its type; null when there is none. */
  static <T> @Nullable T of(Instance<T> beans) {
    return beans.isResolvable() ? beans.get() : null;
  }

  /** What is wrong with them: of several of one type, nobody knows which counts. */
  static List<String> faults(Instance<Object> all) {
    List<String> faults = new ArrayList<>();
    for (Class<?> type : TYPES) {
      Instance<?> beans = all.select(type);
      if (beans.isAmbiguous()) {
        faults.add(
            "Several beans of type %s are there, and only one can be asked: %s. Keep one, or make it an @Alternative with a @Priority."
                .formatted(type.getName(), names(beans)));
      }
    }
    return faults;
  }

  private static String names(Instance<?> beans) {
    return beans
        .handlesStream()
        .map(bean -> Printable.of(bean.getBean().getBeanClass().getName()))
        .sorted()
        .collect(Collectors.joining(" and "));
  }
}
