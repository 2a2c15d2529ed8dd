package io.pikabus.bus;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pikabus.BusStatus.State;
import io.pikabus.text.Printable;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Why a queue is not handled though it could be: somebody said so. Called from any thread. */
public final class Halts {

  private static final System.Logger LOG = System.getLogger("io.pikabus");

  /** Who can say so; neither takes back what the other said. */
  public enum By {
    /** A person, or a program for them. */
    OPERATOR,
    /** The server, which suspends. */
    SERVER
  }

  private final String name;

  @GuardedBy("this")
  private final Map<By, Kept> halts = new EnumMap<>(By.class);

  /**
   * None yet.
   *
   * @param name of the channel or queue, for the log
   */
  public Halts(String name) {
    this.name = name;
  }

  /** Says that nothing more is to be handled; what is in hand is finished. */
  public synchronized void halt(By by, String reason) {
    Kept before = halts.get(by);
    Instant since = before == null ? Instant.now() : before.since();
    String why = Printable.of(reason);
    halts.put(by, new Kept(State.PAUSED, since, why, null));
    if (before == null) {
      LOG.log(System.Logger.Level.INFO, "{0} is paused: {1}", Printable.of(name), why);
    }
  }

  /** Takes that back. */
  public synchronized void end(By by) {
    if (halts.remove(by) != null) {
      LOG.log(
          System.Logger.Level.INFO,
          halts.isEmpty() ? "{0} is handled again." : "{0} stays paused: {1}",
          Printable.of(name),
          first().map(Kept::reason).orElse(""));
    }
  }

  /** Why it is paused; empty when it is not. */
  public Optional<String> reason() {
    return first().map(Kept::reason);
  }

  /** The oldest that holds. */
  synchronized Optional<Kept> first() {
    return halts.isEmpty()
        ? Optional.empty()
        : halts.values().stream().min(Comparator.comparing(Kept::since));
  }
}
