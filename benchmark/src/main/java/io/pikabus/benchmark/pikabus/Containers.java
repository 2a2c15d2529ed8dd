package io.pikabus.benchmark.pikabus;

import io.pikabus.benchmark.container.SmallContainer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The container that runs now; the next order may need another one. For one thread. */
final class Containers {

  private @Nullable SmallContainer present;
  private Map<String, String> settings = Map.of();

  /** One with these settings, the present one if it has them. Its module is not up. */
  SmallContainer with(Map<String, String> wanted, Class<?>... beans) {
    SmallContainer running = present;
    if (running != null && settings.equals(wanted)) {
      return running;
    }
    return fresh(wanted, beans);
  }

  /** A new one. */
  SmallContainer fresh(Map<String, String> wanted, Class<?>... beans) {
    close();
    SmallContainer started = SmallContainer.deploy(wanted, beans);
    present = started;
    settings = wanted;
    return started;
  }

  /** None runs any more. */
  void close() {
    SmallContainer running = present;
    present = null;
    if (running != null) {
      running.close();
    }
  }
}
