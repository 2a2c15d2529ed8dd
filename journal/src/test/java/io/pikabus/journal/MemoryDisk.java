package io.pikabus.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk with a cache. When its power is cut, each sector that was not forced holds any of the
 * versions that were written since, or the old one; names that were not forced are there up to some
 * operation.
 */
final class MemoryDisk implements Disk {

  /** A file's octets. */
  private static final class Content {
    private final byte[] durable;
    private final byte[] cache;
    private final Map<Integer, List<byte[]>> unforced = new TreeMap<>();

    Content(byte[] octets) {
      durable = octets.clone();
      cache = octets.clone();
    }
  }

  private interface NameChange {
    void apply(Map<String, Content> names);
  }

  private final int sector;
  private final Map<String, Content> durableNames = new HashMap<>();
  private final Map<String, Content> names = new HashMap<>();
  private final List<NameChange> unforced = new ArrayList<>();
  private long quota = Long.MAX_VALUE;
  private int operationsLeft = Integer.MAX_VALUE;
  private int forcesUntilFailure = Integer.MAX_VALUE;
  private int forces;

  MemoryDisk(int sector) {
    this.sector = sector;
  }

  /** So many octets of files, all together. */
  void limit(long octets) {
    quota = octets;
  }

  /** After so many operations that change something, the power is gone. */
  void powerOffAfter(int operations) {
    operationsLeft = operations;
  }

  /** The force after so many others fails, and the system forgets what it was about. */
  void failForceAfter(int others) {
    forcesUntilFailure = others;
  }

  int forces() {
    return forces;
  }

  long size() {
    return names.values().stream().mapToLong(content -> content.cache.length).sum();
  }

  /** What the machine finds when it starts again. */
  MemoryDisk powerCut(Random random) {
    MemoryDisk after = new MemoryDisk(sector);
    after.limit(quota);
    Map<String, Content> left = new HashMap<>(durableNames);
    int changes = random.nextInt(unforced.size() + 1);
    unforced.subList(0, changes).forEach(change -> change.apply(left));
    left.forEach(
        (name, content) -> {
          byte[] octets = content.durable.clone();
          content.unforced.forEach(
              (number, versions) -> {
                int choice = random.nextInt(versions.size() + 1);
                if (choice < versions.size()) {
                  byte[] version = versions.get(choice);
                  System.arraycopy(version, 0, octets, number * sector, version.length);
                }
              });
          after.put(name, octets);
        });
    return after;
  }

  /** It works from now on. How much room there is stays as it is. */
  void withoutFaults() {
    operationsLeft = Integer.MAX_VALUE;
    forcesUntilFailure = Integer.MAX_VALUE;
  }

  /** A disk that holds a file. */
  void put(String name, byte[] octets) {
    Content content = new Content(octets);
    names.put(name, content);
    durableNames.put(name, content);
  }

  /** A copy of what a process sees. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    names.forEach((name, content) -> files.put(name, content.cache.clone()));
    return files;
  }

  static MemoryDisk of(Map<String, byte[]> files) {
    MemoryDisk disk = new MemoryDisk(512);
    files.forEach(disk::put);
    return disk;
  }

  private void operation() throws IOException {
    if (operationsLeft == 0) {
      throw new IOException("power off");
    }
    operationsLeft--;
  }

  @Override
  public String place() {
    return "memory";
  }

  @Override
  public List<String> names() {
    return List.copyOf(names.keySet());
  }

  @Override
  public File open(String name) throws IOException {
    Content content = names.get(name);
    if (content == null) {
      throw new IOException("no " + name);
    }
    return new MemoryFile(content);
  }

  @Override
  public File create(String name, int size) throws IOException {
    operation();
    if (size() + size > quota) {
      throw new IOException("No space left on device");
    }
    Content content = new Content(new byte[size]);
    change(files -> files.put(name, content));
    return new MemoryFile(content);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    operation();
    Content content = names.get(from);
    change(
        files -> {
          files.remove(from);
          files.put(to, content);
        });
  }

  @Override
  public void delete(String name) throws IOException {
    operation();
    change(files -> files.remove(name));
  }

  private void change(NameChange change) {
    change.apply(names);
    unforced.add(change);
  }

  @Override
  public void force() throws IOException {
    operation();
    failing();
    unforced.forEach(change -> change.apply(durableNames));
    unforced.clear();
  }

  private void failing() throws IOException {
    if (forcesUntilFailure-- == 0) {
      forcesUntilFailure = Integer.MAX_VALUE;
      throw new IOException("Input/output error");
    }
  }

  @Override
  public void close() {}

  private final class MemoryFile implements File {
    private final Content content;

    MemoryFile(Content content) {
      this.content = content;
    }

    @Override
    public int size() {
      return content.cache.length;
    }

    @Override
    public void read(ByteBuffer target, int position) throws IOException {
      if (position + target.remaining() > content.cache.length) {
        throw new EOFException();
      }
      target.put(content.cache, position, target.remaining());
    }

    @Override
    public void write(ByteBuffer source, int position) throws IOException {
      operation();
      int end = position + source.remaining();
      if (end > content.cache.length) {
        throw new IOException("behind the end of the file");
      }
      source.get(content.cache, position, source.remaining());
      for (int number = position / sector; number * sector < end; number++) {
        int last = Math.min((number + 1) * sector, content.cache.length);
        content
            .unforced
            .computeIfAbsent(number, none -> new ArrayList<>())
            .add(Arrays.copyOfRange(content.cache, number * sector, last));
      }
    }

    @Override
    public void force() throws IOException {
      operation();
      forces++;
      try {
        failing();
      } catch (IOException failed) {
        content.unforced.clear();
        throw failed;
      }
      System.arraycopy(content.cache, 0, content.durable, 0, content.cache.length);
      content.unforced.clear();
    }

    @Override
    public void close() {}
  }
}
