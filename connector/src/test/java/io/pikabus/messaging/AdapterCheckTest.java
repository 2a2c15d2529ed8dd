package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.config.XaSettings;
import io.pikabus.faults.Log;
import io.pikabus.store.AdapterDescription;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a deployment says of the adapter to which it shall hand messages over. */
class AdapterCheckTest {

  private static final String NAME = "java:/eis/pikabus";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record Adapter(Map<String, String> texts)
      implements Consumer<List<byte[]>>, Supplier<Map<String, String>> {

    static Adapter at(String broker, String virtualHost) {
      return new Adapter(AdapterDescription.ofThisRelease("1", broker, virtualHost).texts());
    }

    @Override
    public void accept(List<byte[]> messages) {
      throw new AssertionError("Nothing is sent while an application is checked.");
    }

    @Override
    public Map<String, String> get() {
      return texts;
    }
  }

  private final Map<String, Object> names = new ConcurrentHashMap<>();

  private static XaSettings settings(String... more) {
    Map<String, String> all = new HashMap<>();
    all.put("transaction", "xa");
    all.put("xa.connection-factory", NAME);
    all.put("addresses", "rabbit1:5672,rabbit2:5672");
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    SettingsReader reader = new SettingsReader();
    reader.api(SettingSource.of(all));
    return reader.xa(SettingSource.of(all)).orElseThrow();
  }

  private List<String> check(Duration patience, String... more) {
    return new AdapterCheck(new NamedObjects(names), patience).check(settings(more));
  }

  @Test
  void an_adapter_for_a_node_of_the_same_broker_is_right() {
    names.put(NAME, Adapter.at("rabbit2:5672, rabbit3:5672", "/"));
    try (Log log = new Log()) {
      assertThat(check(Duration.ZERO)).isEmpty();
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void an_adapter_that_the_server_is_starting_is_waited_for() throws Exception {
    CompletableFuture<List<String>> checked = CompletableFuture.supplyAsync(() -> check(PATIENCE));
    names.put(NAME, Adapter.at("rabbit1:5672", "/"));
    assertThat(checked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void what_is_something_else_is_not_waited_for() {
    names.put(NAME, "a text");
    long begun = System.nanoTime();
    assertThat(check(PATIENCE))
        .singleElement()
        .asString()
        .startsWith("xa.connection-factory = '" + NAME + "': that is a java.lang.String");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
  }

  @Test
  void another_virtual_host_is_a_fault() {
    names.put(NAME, Adapter.at("rabbit1:5672", "shop"));
    assertThat(check(Duration.ZERO))
        .containsExactly(
            "transaction = xa hands messages over to the adapter of xa.connection-factory = 'java:/eis/pikabus', which sends them to virtual host 'shop', and outside a transaction they go to '/'. Set the same virtual host for both, or transaction = outbox.");
  }

  @Test
  void other_addresses_may_be_another_broker() {
    names.put(NAME, Adapter.at("balancer:5672", "/"));
    try (Log log = new Log()) {
      assertThat(check(Duration.ZERO)).isEmpty();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARNING transaction = xa: messages of transactions leave by the adapter")
          .contains("for balancer:5672, and others for rabbit1:5672, rabbit2:5672.");
    }
  }
}
