package io.pikabus.benchmark.journal;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** H2's MVStore, with one commit and force for all who came while the one before lasted. */
final class MvStore implements Store {

  private final MVStore store;
  private final MVMap<Long, byte[]> branches;
  private final byte[] octets = new byte[OCTETS];
  private final ReentrantLock forcing = new ReentrantLock();
  private final AtomicLong put = new AtomicLong();
  private volatile long forced;

  MvStore(Path file) {
    store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
    branches = store.openMap("branches");
  }

  @Override
  public void branch(long number) {
    branches.put(number, octets);
    long mine = put.incrementAndGet();
    forcing.lock();
    try {
      if (forced < mine) {
        long all = put.get();
        store.commit();
        store.sync();
        forced = all;
      }
    } finally {
      forcing.unlock();
    }
    branches.remove(number);
  }

  @Override
  public void close() {
    store.close();
  }
}
