package io.pikabus.resource.base;

import io.pikabus.bus.Consumed;
import io.pikabus.config.SettingSource;
import io.pikabus.engine.Engine;
import jakarta.resource.spi.BootstrapContext;
import java.util.List;

/** What the contracts have of the adapter's instance. Called from any thread. */
public interface StartedAdapter {

  /**
   * The engine of the instance, which its connections and its endpoints share.
   *
   * @throws IllegalStateException before the adapter is started, or after it is stopped
   */
  Engine engine();

  /**
   * What the container gave when it started the adapter.
   *
   * @throws IllegalStateException before the adapter is started
   */
  BootstrapContext context();

  /** The beans that consume; none when the adapter is not started. */
  List<? extends Consumed> consumed();

  /** The adapter's own settings: defaults for those of connections and endpoints. */
  SettingSource settings();
}
