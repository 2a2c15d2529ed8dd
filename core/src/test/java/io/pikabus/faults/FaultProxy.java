package io.pikabus.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback in front of a broker: the network, with its faults.
 *
 * <p>Threads: one accepts, two a connection carry. Everything may be called from any thread.
 */
public final class FaultProxy implements AutoCloseable {

  /** Which way octets travel. */
  public enum Way {
    TO_BROKER,
    TO_CLIENT
  }

  /** How a connection ends. */
  public enum Cut {
    /** At once; what is on its way is gone. */
    RESET,
    /** Politely, in both directions. */
    FINISH
  }

  // Not getLoopbackAddress(), which may be IPv6.
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private static final int CHUNK = 64 * 1024;
  private static final int REMEMBERED = 4 * 1024;

  /** What a network does to octets on their way. For one direction of one connection. */
  interface Noise {
    /** Changes the first octets of a chunk, as many as there are. */
    void on(byte[] chunk, int length);
  }

  private record Trap(String octets, Consumer<Link> then) {}

  private final ServerSocket server;
  private final int target;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean refusing;
  private volatile Function<Way, Noise> noise = way -> (chunk, length) -> {};

  /** Begins to listen. The broker at the port need not be there yet. */
  public FaultProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getByAddress(LOOPBACK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("proxy-accept", this::accept);
  }

  /** Where clients connect. */
  public int port() {
    return server.getLocalPort();
  }

  /** How many connections there have been. */
  public int accepted() {
    return accepted.get();
  }

  /** The connections that are open, the oldest first. */
  List<Link> links() {
    return List.copyOf(links);
  }

  /**
   * The open connection whose client said something in its first frames: its name, say.
   *
   * @throws IllegalStateException when there is none, or more than one
   */
  Link link(String said) {
    List<Link> found = links.stream().filter(link -> link.saidAtFirst(said)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(found.size() + " connections of " + said + " instead of one");
    }
    return found.get(0);
  }

  /** Whether there is an open connection whose client said so in its first frames. */
  boolean isLinked(String said) {
    return links.stream().anyMatch(link -> link.saidAtFirst(said));
  }

  public void cutAll(Cut how) {
    links.forEach(link -> link.cut(how));
  }

  /** From now on each piece takes this long, each way. */
  void delay(Duration each) {
    delay = each;
  }

  /** Whether who connects from now on is sent away at once; who is connected stays. */
  void refuse(boolean all) {
    refusing = all;
  }

  /** Connections that are made from now on have this noise. */
  void noise(Function<Way, Noise> made) {
    noise = made;
  }

  /** Does something once, when a client says these octets, before they go on to the broker. */
  void once(byte[] octets, Consumer<Link> then) {
    trap.set(new Trap(new String(octets, StandardCharsets.ISO_8859_1), then));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (refusing) {
          client.close();
          continue;
        }
        accepted.incrementAndGet();
        connect(client);
      } catch (IOException closed) {
        // The proxy is closed, or the client was gone at once.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket broker = new Socket();
    try {
      broker.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), target), 2_000);
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
    } catch (IOException nobody) {
      broker.close();
      client.close();
      return;
    }
    Link link = new Link(client, broker);
    links.add(link);
    if (server.isClosed()) {
      // It was closed while this one came, and may have cut the others before.
      link.cut(Cut.RESET);
    }
    daemon("proxy-to-broker", () -> link.carry(Way.TO_BROKER));
    daemon("proxy-to-client", () -> link.carry(Way.TO_CLIENT));
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cutAll(Cut.RESET);
  }

  /** One connection. */
  final class Link {
    private final Socket client;
    private final Socket broker;
    private final Set<Way> stalled = EnumSet.noneOf(Way.class);
    private final StringBuilder first = new StringBuilder();
    private boolean over;

    private Link(Socket client, Socket broker) {
      this.client = client;
      this.broker = broker;
    }

    /** Ends it. */
    void cut(Cut how) {
      synchronized (this) {
        over = true;
        notifyAll();
      }
      links.remove(this);
      for (Socket socket : List.of(client, broker)) {
        try {
          if (how == Cut.RESET) {
            socket.setSoLinger(true, 0);
          }
          socket.close();
        } catch (IOException gone) {
          // It is what was wanted.
        }
      }
    }

    /** Tells one side that the other says no more, though it still listens. */
    void halfClose(Way way) {
      try {
        to(way).shutdownOutput();
      } catch (IOException gone) {
        cut(Cut.RESET);
      }
    }

    /** Stops carrying, without a word to anybody. */
    synchronized void stall(Way... ways) {
      stalled.addAll(List.of(ways));
    }

    /** Carries on where it stopped: nothing was lost. */
    synchronized void flow() {
      stalled.clear();
      notifyAll();
    }

    private synchronized boolean saidAtFirst(String text) {
      return first.indexOf(text) >= 0;
    }

    private Socket from(Way way) {
      return way == Way.TO_BROKER ? client : broker;
    }

    private Socket to(Way way) {
      return way == Way.TO_BROKER ? broker : client;
    }

    private void carry(Way way) {
      byte[] chunk = new byte[CHUNK];
      Noise onTheWay = noise.apply(way);
      try {
        InputStream in = from(way).getInputStream();
        OutputStream out = to(way).getOutputStream();
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
          if (way == Way.TO_BROKER) {
            heard(chunk, read);
          }
          linger();
          if (!mayPass(way)) {
            return;
          }
          onTheWay.on(chunk, read);
          out.write(chunk, 0, read);
        }
        if (mayPass(way)) {
          to(way).shutdownOutput();
          endIfBothEnded();
        }
      } catch (IOException broken) {
        cut(Cut.RESET);
      }
    }

    private void endIfBothEnded() {
      if (client.isOutputShutdown() && broker.isOutputShutdown()) {
        cut(Cut.FINISH);
      }
    }

    private void linger() {
      long until = System.nanoTime() + delay.toNanos();
      for (long left = delay.toNanos(); left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }

    private void heard(byte[] chunk, int length) {
      String text = new String(chunk, 0, length, StandardCharsets.ISO_8859_1);
      synchronized (this) {
        if (first.length() < REMEMBERED) {
          first.append(text);
        }
      }
      Trap set = trap.get();
      if (set != null && text.contains(set.octets()) && trap.compareAndSet(set, null)) {
        set.then().accept(this);
      }
    }

    private synchronized boolean mayPass(Way way) {
      while (stalled.contains(way) && !over) {
        try {
          wait();
        } catch (InterruptedException ended) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return !over;
    }
  }
}
