package io.pikabus.faults;

import io.pikabus.faults.FaultProxy.Noise;
import io.pikabus.faults.FaultProxy.Way;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Flips bits of the stream, the same ones of the n-th connection with the same seed. Used by any
 * thread.
 *
 * <p>It spares the three low octets of a frame's size. A frame that seems larger than it is, and
 * not too large, swallows what follows, heartbeats too, so that the other side takes them for a
 * sign of life and waits: neither the client nor the broker notices before it is full.
 */
final class FlippedBits {

  /** Which octets may be hit. */
  enum Where {
    /** Any, of bodies and acknowledgements too. */
    ANYWHERE,
    /** Of what is around each frame: its type, channel, size and end. */
    AROUND_FRAMES
  }

  /** AMQP 0-9-1, 2.3.5: type, channel, size. */
  private static final int FRAME_HEADER = 7;

  private static final int SIZE = 3;
  private static final int END = -1;

  /**
   * Type, high octet of the channel (the low one leads to another channel of ours), high octet of
   * the size, end.
   */
  private static final int[] TARGETS = {0, 1, SIZE, END};

  /** The client says which protocol it speaks. */
  private static final int GREETING = 8;

  private final Where where;
  private final long seed;
  private final int oneOf;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger flipped = new AtomicInteger();
  private volatile boolean quiet;

  /**
   * From now on.
   *
   * @param oneOf how many octets, or frames, there are to each that is hit
   */
  FlippedBits(Where where, long seed, int oneOf) {
    this.where = where;
    this.seed = seed;
    this.oneOf = oneOf;
  }

  /** Leaves everything alone, on connections that are there too. */
  void stop() {
    quiet = true;
  }

  int count() {
    return flipped.get();
  }

  Noise noise(Way way) {
    Random random = new Random(seed + connections.getAndIncrement());
    return new Frames(random, way == Way.TO_BROKER ? GREETING : 0);
  }

  private void flip(Random random, byte[] chunk, int at) {
    if (!quiet) {
      chunk[at] ^= (byte) (1 << random.nextInt(8));
      flipped.incrementAndGet();
    }
  }

  /** Follows the frames of a stream, as they were before. */
  private final class Frames implements Noise {
    private final Random random;

    /** Octets that are still to pass before the frame. */
    private int before;

    /** Octet of the frame that is next. */
    private long at;

    private long size;
    private int target = -1;

    Frames(Random random, int before) {
      this.random = random;
      this.before = before;
    }

    @Override
    public void on(byte[] chunk, int length) {
      for (int i = 0; i < length; i++) {
        if (before > 0) {
          before--;
          continue;
        }
        pass(chunk, i);
      }
    }

    private void pass(byte[] chunk, int i) {
      if (at == 0) {
        size = 0;
        target = random.nextInt(oneOf) == 0 ? random.nextInt(TARGETS.length) : -1;
      }
      if (at >= SIZE && at < FRAME_HEADER) {
        size = size << 8 | chunk[i] & 0xFF;
      }
      boolean end = at >= FRAME_HEADER && at == FRAME_HEADER + size;
      if (isHit(end)) {
        flip(random, chunk, i);
      }
      at = end ? 0 : at + 1;
    }

    private boolean isHit(boolean end) {
      if (where == Where.ANYWHERE) {
        return (at <= SIZE || at >= FRAME_HEADER) && random.nextInt(oneOf) == 0;
      }
      return target >= 0 && (TARGETS[target] == END ? end : at == TARGETS[target]);
    }
  }
}
