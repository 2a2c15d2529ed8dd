package io.pikabus.messaging;

import io.pikabus.ConfigurationException;
import io.pikabus.text.Printable;
import jakarta.enterprise.inject.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The beans by which an application replaces what is built in, at most one of each type. Of one
 * thread.
 */
final class SuppliedBeans {

  private final List<String> faults = new ArrayList<>();

  /**
   * The bean of a type.
   *
   * @return null when there is none; also when it is not known which of several counts, which
   *     {@link #throwFaults} tells
   */
  <T> @Nullable T of(Class<T> type, Instance<T> beans) {
    if (beans.isResolvable()) {
      return beans.get();
    }
    if (beans.isAmbiguous()) {
      String all =
          beans
              .handlesStream()
              .map(bean -> Printable.of(bean.getBean().getBeanClass().getName()))
              .sorted()
              .collect(Collectors.joining(" and "));
      faults.add(
          "Several beans of type %s are there, and only one can be asked: %s. Keep one, or make it an @Alternative with a @Priority."
              .formatted(type.getName(), all));
    }
    return null;
  }

  /**
   * Refuses the deployment if something was ambiguous.
   *
   * @throws ConfigurationException naming all of it
   */
  void throwFaults() {
    if (!faults.isEmpty()) {
      throw new ConfigurationException(faults);
    }
  }
}
