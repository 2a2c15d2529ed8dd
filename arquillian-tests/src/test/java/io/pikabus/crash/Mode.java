package io.pikabus.crash;

import io.pikabus.arquillian.Archives;
import io.pikabus.arquillian.Configuration;
import io.pikabus.crash.application.Work;
import java.net.URI;
import java.util.Locale;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** How the connector couples messages with transactions. Each has an application of its own. */
enum Mode {
  LOCAL;

  /** Its name in the configuration, and that of its application. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where its application takes tasks from. */
  String tasks() {
    return key() + "-tasks";
  }

  /** Where its application sends to. */
  String audit() {
    return key() + "-audit";
  }

  boolean hasOutbox() {
    return false;
  }

  WebArchive application(URI broker) {
    Configuration configuration =
        Configuration.of(broker)
            .connector("confirm-timeout", "PT60S")
            .with("audit", audit())
            // Classic: a young quorum queue may not survive the kill of a lone broker.
            .incoming("tasks", "queue=" + tasks(), "queue-type=classic");
    return Archives.war(key(), configuration, Work.class);
  }
}
