package io.pikabus.crash;

import io.pikabus.arquillian.Archives;
import io.pikabus.arquillian.Configuration;
import io.pikabus.crash.application.Work;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** How the connector couples messages with transactions. Each has an application of its own. */
enum Mode {
  /** Confirmed before the database commits. */
  LOCAL(Map.of("transaction", "local")),

  /** Published after the database has committed. */
  AFTER_COMMIT(Map.of("transaction", "local", "flush", "after-commit")),

  /** Stored with the work. */
  OUTBOX(
      Map.of(
          "transaction", "outbox",
          "outbox.datasource", "java:comp/DefaultDataSource",
          "outbox.schema", "create",
          // What a dead node leaves is taken up soon: the tests need not wait for minutes.
          "outbox.lease", "PT8S",
          "outbox.poll-interval", "PT0.2S",
          "inbox", "true")),

  /** In the journal of the resource adapter, beside an XA datasource. */
  XA(Map.of("datasource", "${work.datasource}")),

  /** The same beside a datasource that is not XA, and is committed in between. */
  XA_BESIDE_LOCAL(Map.of("datasource", "java:comp/DefaultDataSource"));

  private final Map<String, String> settings;

  Mode(Map<String, String> settings) {
    this.settings = settings;
  }

  /** Whether the resource adapter is deployed, and not the connector. */
  boolean hasAdapter() {
    return this == XA || this == XA_BESIDE_LOCAL;
  }

  /** The class of its application that performs tasks. */
  Class<?> work() {
    return hasAdapter() ? io.pikabus.crash.adapter.Work.class : Work.class;
  }

  /** Its name in the configuration, and that of its application. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
    return this == OUTBOX;
  }

  /**
   * The application.
   *
   * @param more settings of the channel that takes tasks
   */
  WebArchive application(URI broker, String... more) {
    // Classic: a young quorum queue may not survive the kill of a lone broker.
    return application(Configuration.of(broker), "classic", more);
  }

  /** The application that uses the resource adapter. Its server knows the broker. */
  WebArchive application() {
    Configuration configuration = Configuration.empty().with("audit", audit());
    settings.forEach(configuration::with);
    return Archives.warOnAdapter(key(), configuration, work());
  }

  /** The application with a cluster, where quorum queues survive the kill of a node. */
  WebArchive application(List<URI> nodes) {
    return application(Configuration.of(nodes), "quorum");
  }

  private WebArchive application(Configuration configuration, String queueType, String... more) {
    String[] channel =
        Stream.concat(Stream.of("queue=" + tasks(), "queue-type=" + queueType), Stream.of(more))
            .toArray(String[]::new);
    configuration
        .connector("confirm-timeout", "PT4S")
        .with("audit", audit())
        .incoming("tasks", channel);
    settings.forEach(configuration::connector);
    return Archives.war(key(), configuration, Work.class);
  }
}
