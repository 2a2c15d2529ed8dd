package io.pikabus.rabbitmq.node;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * A proxy on loopback in front of a broker that counts, by kind, the AMQP 0-9-1 frames that its
 * clients send; heartbeats apart. Passes everything on unchanged.
 *
 * <p>Threads: one accepts, two a connection carry. Everything may be called from any thread.
 */
public final class FrameCounter implements AutoCloseable {

  /** A message's first frame. */
  public static final String PUBLISH = "basic.publish";

  /** Its properties. */
  public static final String HEADER = "header";

  /** A piece of its body; an empty body has none. */
  public static final String BODY = "body";

  /** An acknowledgement, of one delivery or of several. */
  public static final String ACKNOWLEDGE = "basic.ack";

  // Not getLoopbackAddress(), which may be IPv6.
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private static final int PROTOCOL_HEADER = 8;
  private static final int CHUNK = 64 * 1024;
  private static final int METHOD = 1;
  private static final int CONTENT_HEADER = 2;
  private static final int CONTENT_BODY = 3;
  private static final int HEARTBEAT = 8;
  private static final int BASIC = 60;
  private static final String HEARTBEATS = "heartbeat";

  /** AMQP 0-9-1, class basic. */
  private static final Map<Integer, String> BASICS =
      Map.of(40, PUBLISH, 80, ACKNOWLEDGE, 20, "basic.consume", 10, "basic.qos");

  private final URI broker;
  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final LongAdder pieces = new LongAdder();

  /**
   * Begins to listen.
   *
   * @param broker in RabbitMQ's URI format
   * @throws UncheckedIOException if no port can be had
   */
  public FrameCounter(URI broker) {
    this.broker = broker;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getByAddress(LOOPBACK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("frames-accept", this::accept);
  }

  /** The port on 127.0.0.1 where clients connect instead. */
  public int port() {
    return server.getLocalPort();
  }

  /**
   * What was sent so far: how many frames of each kind. Methods that have no name here are called
   * by their numbers, {@code 50.20} for {@code queue.bind}.
   */
  public Map<String, Long> sent() {
    Map<String, Long> sent = new TreeMap<>();
    counts.forEach((kind, count) -> sent.put(kind, count.sum()));
    return sent;
  }

  /**
   * What was sent since a moment.
   *
   * @param before what {@link #sent()} said then
   */
  public Map<String, Long> sentSince(Map<String, Long> before) {
    Map<String, Long> since = sent();
    before.forEach((kind, count) -> since.merge(kind, -count, Long::sum));
    since.values().removeIf(count -> count == 0);
    return since;
  }

  /** In how many pieces publications came: those that left with one call of the socket are one. */
  public long pieces() {
    return pieces.sum();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket target = new Socket();
        sockets.add(client);
        sockets.add(target);
        target.connect(new InetSocketAddress(broker.getHost(), broker.getPort()));
        client.setTcpNoDelay(true);
        target.setTcpNoDelay(true);
        daemon("frames-to-broker", () -> carry(client, target, true));
        daemon("frames-to-client", () -> carry(target, client, false));
      } catch (IOException closed) {
        // By close(), or the broker is away and the client sees a lost connection.
        continue;
      }
    }
  }

  private void carry(Socket from, Socket to, boolean counting) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      if (counting) {
        count(new Pieces(in), out);
      } else {
        in.transferTo(out);
      }
    } catch (IOException ended) {
      // One side has gone; the other one follows.
      return;
    }
  }

  private void count(Pieces arriving, OutputStream out) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(arriving, CHUNK));
    long counted = 0;
    byte[] greeting = new byte[PROTOCOL_HEADER];
    in.readFully(greeting);
    out.write(greeting);
    while (true) {
      // Type, channel, size; the payload; the end's mark.
      byte[] head = new byte[7];
      in.readFully(head);
      byte[] rest = new byte[ByteBuffer.wrap(head).getInt(3) + 1];
      in.readFully(rest);
      String kind = kind(head[0], ByteBuffer.wrap(rest));
      note(kind);
      if (kind.equals(PUBLISH) && arriving.count != counted) {
        counted = arriving.count;
        pieces.increment();
      }
      out.write(head);
      out.write(rest);
    }
  }

  private void note(String kind) {
    if (!kind.equals(HEARTBEATS)) {
      counts.computeIfAbsent(kind, first -> new LongAdder()).increment();
    }
  }

  /** Counts how often something arrives. */
  private static final class Pieces extends FilterInputStream {
    private long count;

    Pieces(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      count++;
      return super.read(into, offset, length);
    }
  }

  private static String kind(int type, ByteBuffer payload) {
    switch (type) {
      case METHOD:
        int group = payload.getShort(0);
        int method = payload.getShort(2);
        String number = group + "." + method;
        return group == BASIC ? BASICS.getOrDefault(method, number) : number;
      case CONTENT_HEADER:
        return HEADER;
      case CONTENT_BODY:
        return BODY;
      case HEARTBEAT:
        return HEARTBEATS;
      default:
        return "type " + type;
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends all connections. */
  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
