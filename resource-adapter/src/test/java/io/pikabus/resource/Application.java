package io.pikabus.resource;

import io.pikabus.PikaBus;
import io.pikabus.bus.DefaultPikaBus;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.engine.Engine;
import io.pikabus.log.KnownSecrets;
import io.pikabus.transaction.jta.ContainerServices;
import io.pikabus.transaction.jta.JtaTransactions;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** An application with {@code transaction = xa}, as the connector would make it of its engine. */
final class Application implements AutoCloseable {

  static final String NAME = "java:/eis/pikabus";

  private final Engine engine;

  /** What its server offers. */
  private record Services(SmallContainer container, Supplier<Object> there)
      implements ContainerServices {

    @Override
    public TransactionSynchronizationRegistry registry() {
      return container.getTransactionSynchronizationRegistry();
    }

    @Override
    public UserTransaction userTransaction() {
      return com.arjuna.ats.jta.UserTransaction.userTransaction();
    }

    @Override
    public DataSource dataSource(String name) {
      throw new IllegalStateException("There is no datasource.");
    }

    @Override
    public Object lookUp(String name) {
      return name.equals(NAME) ? there.get() : null;
    }

    @Override
    public String application() {
      return UNKNOWN;
    }
  }

  /**
   * Made, and not connected.
   *
   * @param there what lies at {@link #NAME}
   */
  Application(SmallContainer container, Map<String, String> broker, Supplier<Object> there) {
    Map<String, String> settings = new HashMap<>(broker);
    settings.put("transaction", "xa");
    SettingsReader reader = new SettingsReader();
    OutgoingSettings sending = reader.api(SettingSource.of(settings));
    IncomingSettings consuming = reader.consuming(SettingSource.of(settings));
    reader.throwFaults();
    Services services = new Services(container, there);
    engine =
        Engine.with(sending, consuming, new KnownSecrets(Set.of()))
            .transactions((batches, own) -> new JtaTransactions(services, batches, own))
            .adapter(NAME, () -> services.lookUp(NAME))
            .build();
  }

  PikaBus bus() {
    return new DefaultPikaBus(
        engine.settings(),
        engine.outbound(),
        engine.current(),
        engine::client,
        engine::status,
        List::of,
        engine.receiving());
  }

  Engine engine() {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
  }
}
