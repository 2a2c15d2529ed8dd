package io.pikabus.resource;

import io.pikabus.JournalMXBean;
import io.pikabus.resource.xa.Branches;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The journal, as operators see it. Without management beans everything else works. */
final class ManagedJournal implements JournalMXBean, AutoCloseable {

  private static final System.Logger LOG = System.getLogger("io.pikabus.resource");

  private final Path directory;
  private final Branches branches;

  private ManagedJournal(Path directory, Branches branches) {
    this.directory = directory;
    this.branches = branches;
  }

  /** Shown, until it is closed. */
  static ManagedJournal show(Path directory, Branches branches) {
    ManagedJournal journal = new ManagedJournal(directory, branches);
    try {
      ManagementFactory.getPlatformMBeanServer().registerMBean(journal, journal.name());
    } catch (JMException | RuntimeException refused) {
      LOG.log(
          System.Logger.Level.INFO,
          "The journal {0} has no management bean: {1}",
          directory,
          refused.toString());
    }
    return journal;
  }

  private ObjectName name() throws JMException {
    return new ObjectName("io.pikabus:type=Journal,name=" + ObjectName.quote(getDirectory()));
  }

  @Override
  public String getDirectory() {
    return directory.toString();
  }

  @Override
  public long getSize() {
    return branches.figures().size();
  }

  @Override
  public long getLiveSize() {
    return branches.figures().live();
  }

  @Override
  public int getInDoubt() {
    return branches.figures().prepared();
  }

  @Override
  public int getUndelivered() {
    return branches.figures().undelivered();
  }

  @Override
  public int getUndeliverable() {
    return branches.stuck();
  }

  @Override
  public long getInDoubtAge() {
    return age(branches.figures().oldestPrepared());
  }

  @Override
  public long getUndeliveredAge() {
    return age(branches.figures().oldestUndelivered());
  }

  private static long age(@Nullable Instant since) {
    return since == null ? 0 : Math.max(0, Duration.between(since, Instant.now()).toSeconds());
  }

  @Override
  public String getReason() {
    return branches.status().reason();
  }

  @Override
  public void close() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name());
    } catch (JMException gone) {
      LOG.log(System.Logger.Level.DEBUG, gone.toString());
    }
  }
}
