package io.pikabus.engine;

import io.pikabus.CredentialsSupplier;
import io.pikabus.PayloadCodec;
import io.pikabus.PikaBusClient;
import io.pikabus.PikaBusProvider;
import io.pikabus.bus.AddedHeaders;
import io.pikabus.bus.ClientLifetime;
import io.pikabus.bus.StandalonePikaBus;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.ExceptionNames;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.PayloadSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.config.TlsSettings;
import io.pikabus.config.TransactionMode;
import io.pikabus.log.KnownSecrets;
import io.pikabus.payload.JsonbCodec;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Makes the bus of Java SE. */
public final class StandaloneProvider implements PikaBusProvider {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  @Override
  public PikaBusClient connect(Request request) {
    SettingsReader reader = new SettingsReader();
    SettingSource source = SettingSource.of(request.settings());
    OutgoingSettings outgoing = reader.api(source);
    IncomingSettings incoming = reader.consuming(source);
    PayloadSettings payload = reader.payload(source);
    List<String> declared = reader.declaredQueues(source);
    if (outgoing.transaction() == TransactionMode.OUTBOX || incoming.inbox()) {
      reader.fault(
          "transaction = outbox and inbox = true need a container with JTA, and this is Java SE. Set transaction = local and inbox = false.");
    }
    if (outgoing.transaction() == TransactionMode.XA) {
      reader.fault(
          "transaction = xa needs a container with JTA and the resource adapter pikabus.rar, and this is Java SE. Set transaction = local.");
    }
    if (!incoming.messageTypes().isEmpty()) {
      reader.fault(
          "message-types is for the channels of a container, and this is Java SE. Leave it out, and say with consumer(queue).on(…) which handler takes which messages.");
    }
    reader
        .sslContexts()
        .forEach(
            (key, name) ->
                reader.fault(
                    "%s = '%s' is to name a CDI bean, and this is Java SE. Set %1$s = %s, or name files."
                        .formatted(key, name, TlsSettings.DEFAULT_CONTEXT)));
    reader.checkExceptions(exceptions()).forEach(reader::fault);
    reader.throwFaults();
    reader.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    ConnectionSettings broker = outgoing.bus().connection();
    CredentialsSupplier credentials = request.credentials();
    PayloadCodec codec = request.payloadCodec();
    KnownSecrets secrets = new KnownSecrets(reader.secrets());
    Engine engine =
        Engine.with(outgoing, incoming, secrets)
            .declaring(declared)
            .codec(codec != null ? codec : new JsonbCodec(payload.strict(), payload.nulls()))
            .retries(request.retryPolicy())
            .pauses(request.pausePolicy())
            .headers(new AddedHeaders(request.outgoingHeaders()))
            .access(
                each ->
                    new BrokerAccess(
                        Objects.requireNonNullElse(each.applicationName(), ""), null, credentials))
            .build();
    return new StandalonePikaBus(
            outgoing,
            incoming,
            engine.outbound(),
            engine.lanes(broker),
            new ClientLifetime(request.keepJvmAlive(), request.closeOnShutdown()),
            engine::close)
        .open();
  }

  private static ExceptionNames exceptions() {
    ClassLoader own = StandaloneProvider.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return new ExceptionNames(context == null ? List.of(own) : List.of(context, own), Set.of());
  }
}
