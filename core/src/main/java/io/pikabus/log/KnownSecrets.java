package io.pikabus.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Secrets of which some become known later, when passwords are rotated or tokens renewed. Those of
 * before stay secret. For any thread.
 */
public final class KnownSecrets implements Mask {

  /** Tokens may be renewed for months; one that was replaced so often has ended. */
  static final int MOST_LATER = 20;

  private final Set<String> first;

  @GuardedBy("this")
  private final Set<String> later = new LinkedHashSet<>();

  private volatile Secrets present;

  /**
   * With those that are known at first.
   *
   * @param first which are never forgotten
   */
  public KnownSecrets(Collection<String> first) {
    this.first = Set.copyOf(first);
    this.present = Secrets.of(first);
  }

  /** Adds one, and forgets the one that was not given for longest when there are too many. */
  public synchronized void add(String secret) {
    boolean known = first.contains(secret) || later.remove(secret);
    if (!first.contains(secret)) {
      later.add(secret);
    }
    if (known) {
      return;
    }
    if (later.size() > MOST_LATER) {
      Iterator<String> oldest = later.iterator();
      oldest.next();
      oldest.remove();
    }
    Set<String> all = new HashSet<>(first);
    all.addAll(later);
    present = Secrets.of(all);
  }

  @Override
  public String mask(String text) {
    return present.mask(text);
  }

  /** Never the secrets. */
  @Override
  public String toString() {
    return present.toString();
  }
}
