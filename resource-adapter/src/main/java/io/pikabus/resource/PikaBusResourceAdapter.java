package io.pikabus.resource;

import io.pikabus.ConfigurationException;
import io.pikabus.PayloadCodec;
import io.pikabus.bus.Consumed;
import io.pikabus.config.PayloadSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.engine.Engine;
import io.pikabus.journal.JournalException;
import io.pikabus.log.KnownSecrets;
import io.pikabus.payload.JsonbCodec;
import io.pikabus.resource.base.AdapterProperties;
import io.pikabus.resource.base.AdapterSettings;
import io.pikabus.resource.base.ApplicationCodec;
import io.pikabus.resource.base.WorkManagerThreads;
import io.pikabus.resource.inflow.Activations;
import io.pikabus.resource.xa.BranchOwner;
import io.pikabus.resource.xa.Branches;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * One bus on one broker. The container configures it, starts it once, and stops it; in between it
 * is called from any thread.
 */
public class PikaBusResourceAdapter extends AdapterProperties
    implements ResourceAdapter, BranchOwner {

  private static final long serialVersionUID = 1;

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private transient volatile @Nullable Running running;

  /** From the start to the stop. */
  private record Running(
      BootstrapContext context,
      Engine engine,
      Branches branches,
      ManagedJournal shown,
      Activations activations) {}

  @Override
  public void start(BootstrapContext context) throws ResourceAdapterInternalException {
    AdapterSettings settings;
    try {
      settings = AdapterSettings.read(this);
    } catch (ConfigurationException faulty) {
      throw new ResourceAdapterInternalException(faulty.getMessage(), faulty);
    }
    settings.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    PayloadSettings json = settings.payload();
    ApplicationCodec codec =
        new ApplicationCodec(() -> new JsonbCodec(json.strict(), json.nulls()));
    Engine engine = engine(settings, codec, context);
    Branches branches = branches(settings, engine);
    running =
        new Running(
            context,
            engine,
            branches,
            ManagedJournal.show(settings.journal(), branches),
            new Activations(this, codec::forget));
    engine.start(Runnable::run);
  }

  private static Engine engine(
      AdapterSettings settings, PayloadCodec codec, BootstrapContext context) {
    return Engine.with(
            settings.sending(), settings.consuming(), new KnownSecrets(settings.secrets()))
        .declaring(settings.declared())
        .codec(codec)
        .threads(new WorkManagerThreads(context))
        .kept("transaction = xa, journal in " + settings.journal())
        .build();
  }

  private static Branches branches(AdapterSettings settings, Engine engine)
      throws ResourceAdapterInternalException {
    try {
      return Branches.open(settings.journal(), settings.commitWait(), engine);
    } catch (JournalException unusable) {
      engine.close();
      throw new ResourceAdapterInternalException(unusable.getMessage(), unusable);
    }
  }

  @Override
  public void stop() {
    Running stopping = running;
    if (stopping != null) {
      stopping.activations().close(); // What is in hand may still send.
      running = null;
      stopping.shown().close();
      stopping.branches().stop();
      stopping.engine().close();
      stopping.branches().close();
    }
  }

  private Running running() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException(
          "The resource adapter pikabus.rar is not started, or it is stopped.");
    }
    return now;
  }

  @Override
  public Engine engine() {
    return running().engine();
  }

  @Override
  public Branches branches() {
    return running().branches();
  }

  /** The beans that consume. */
  public Activations activations() {
    return running().activations();
  }

  @Override
  public List<? extends Consumed> consumed() {
    Running now = running;
    return now == null ? List.of() : now.activations().consumed();
  }

  @Override
  public BootstrapContext context() {
    return running().context();
  }

  @Override
  public SettingSource settings() {
    return source(AdapterSettings.PLACE);
  }

  @Override
  public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec activation)
      throws ResourceException {
    running().activations().activate(endpoints, activation);
  }

  /** Also for one that is gone already, and when the adapter is stopped. */
  @Override
  public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec activation) {
    Running now = running;
    if (now != null) {
      now.activations().deactivate(endpoints, activation);
    }
  }

  @Override
  public XAResource[] getXAResources(ActivationSpec[] activations) {
    Running now = running;
    return now == null ? new XAResource[0] : new XAResource[] {now.branches().resource()};
  }

  /** An instance is equal to itself alone: two of them are two buses, however alike. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
