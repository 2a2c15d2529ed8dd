package io.pikabus.bus;

import io.pikabus.CredentialsSupplier;
import io.pikabus.PayloadCodec;
import io.pikabus.PikaBusClient;
import io.pikabus.PikaBusProvider;
import io.pikabus.config.ConnectionSettings;
import io.pikabus.config.ExceptionNames;
import io.pikabus.config.IncomingSettings;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import io.pikabus.config.TlsSettings;
import io.pikabus.config.TransactionMode;
import io.pikabus.log.KnownSecrets;
import io.pikabus.payload.JsonbCodec;
import io.pikabus.payload.Payloads;
import io.pikabus.rabbitmq.BrokerClient;
import io.pikabus.rabbitmq.ClientContext;
import io.pikabus.transaction.PostCommitSender;
import io.pikabus.transaction.ThreadTransactions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;

/** Makes the bus of Java SE. */
public final class StandaloneProvider implements PikaBusProvider {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  @Override
  public PikaBusClient connect(Request request) {
    SettingsReader reader = new SettingsReader();
    SettingSource source = SettingSource.of(request.settings());
    OutgoingSettings outgoing = reader.api(source);
    IncomingSettings incoming = reader.consuming(source);
    QueueDeclarations declarations = new QueueDeclarations(incoming, reader.declaredQueues(source));
    boolean strict = reader.payloadStrict(source);
    if (outgoing.transaction() == TransactionMode.OUTBOX || incoming.inbox()) {
      reader.fault(
          "transaction = outbox and inbox = true need a container with JTA, and this is Java SE. Set transaction = local and inbox = false.");
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
    BrokerClient client =
        new BrokerClient(
            broker,
            new ClientContext(
                Objects.requireNonNullElse(broker.applicationName(), ""),
                null,
                credentials == null ? null : new LearntCredentials(credentials, secrets)));
    client.whenOpened(
        told ->
            LOG.log(
                System.Logger.Level.INFO,
                StartLine.of(broker, told, outgoing.transaction(), null)));
    declarations.sends(outgoing.bus());
    declarations.tell(client, broker);
    return new StandalonePikaBus(
        outgoing,
        incoming,
        new Payloads(codec != null ? codec : new JsonbCodec(strict)),
        new ThreadTransactions(new PostCommitSender(ForkJoinPool.commonPool())),
        new CurrentMessage(),
        request.retryPolicy(),
        request.pausePolicy(),
        secrets,
        client);
  }

  private static ExceptionNames exceptions() {
    ClassLoader own = StandaloneProvider.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return new ExceptionNames(context == null ? List.of(own) : List.of(context, own), Set.of());
  }
}
