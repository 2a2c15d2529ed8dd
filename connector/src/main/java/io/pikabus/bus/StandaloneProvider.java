package io.pikabus.bus;

import io.pikabus.PikaBus;
import io.pikabus.PikaBusProvider;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingsReader;
import io.pikabus.payload.JsonbCodec;
import io.pikabus.payload.Payloads;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.transaction.ThreadTransactions;
import java.util.Map;

/** Makes the bus of Java SE. */
public final class StandaloneProvider implements PikaBusProvider {

  @Override
  public PikaBus connect(Map<String, String> settings) {
    SettingsReader reader = new SettingsReader();
    SettingsReader.Source source = SettingsReader.Source.of(settings);
    OutgoingSettings outgoing = reader.api(source);
    IncomingSettings incoming = reader.consuming(source);
    reader.throwFaults();
    return new StandalonePikaBus(
        outgoing,
        incoming,
        new Payloads(new JsonbCodec()),
        new ThreadTransactions(),
        new CurrentMessage(),
        new BrokerClient(outgoing.bus().connection()));
  }
}
