package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.engine.Engine;
import io.pikabus.log.KnownSecrets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A channel that is configured and that nothing consumes, since its class is no bean. */
class UnconsumedChannelTest {

  private static Part status(Optional<Consumers.Consumer> consumer) {
    SettingSource source = SettingSource.of(Map.of("queue", "shop"));
    IncomingSettings settings = new SettingsReader().incoming("orders", source);
    Engine engine =
        Engine.with(
                new SettingsReader().api(source),
                new SettingsReader().consuming(source),
                new KnownSecrets(Set.of()))
            .build();
    return new IncomingChannel(
            "orders", settings, consumer, new Workplace(engine, null, () -> false))
        .status();
  }

  @Test
  void its_status_says_what_is_missing() {
    Part part = status(Optional.empty());
    assertThat(part.state()).isEqualTo(State.NOT_STARTED);
    assertThat(part.reason())
        .isEqualTo(
            "No method of a bean consumes the channel. Give the class with @Incoming(\"orders\") a scope, such as @ApplicationScoped.");
  }

  @Test
  void a_consumer_that_is_not_up_yet_is_told_apart() {
    Consumers.Consumer consumer =
        new Consumers.Consumer(String.class, new ClassLoader(null) {}, "shop.Orders.place");
    assertThat(status(Optional.of(consumer)).reason())
        .isEqualTo("The handler's web module is not up.");
  }
}
