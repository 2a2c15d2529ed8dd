package io.pikabus.errors;

import io.pikabus.rabbitmq.node.Broker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The road to the broker, which cuts all connections once a confirmed message has passed. */
final class Connections implements AutoCloseable {

  /** Octets from the broker on one connection, more than a handshake has. */
  private static final int MUCH = 4_000;

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger times = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  Connections() throws IOException {
    threads.execute(this::accept);
  }

  Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>(Stage.environment());
    variables.put(Stage.PREFIX + "HOST", "127.0.0.1");
    variables.put(Stage.PREFIX + "PORT", String.valueOf(server.getLocalPort()));
    return variables;
  }

  /** How often it has cut. */
  int times() {
    return times.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket broker =
            new Socket(Broker.shared().uri().getHost(), Broker.shared().uri().getPort());
        open.add(client);
        open.add(broker);
        threads.execute(() -> pump(client, broker, Integer.MAX_VALUE));
        threads.execute(() -> pump(broker, client, MUCH));
      }
    } catch (IOException closed) {
      cut();
    }
  }

  private void pump(Socket from, Socket to, int most) {
    byte[] buffer = new byte[256];
    long passed = 0;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        passed += read;
        if (passed > most && times.getAndUpdate(n -> n < 2 ? n + 1 : n) < 2) {
          cut();
          return;
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException gone) {
      // The other end is told by closing it.
    }
    close(from);
    close(to);
  }

  private void cut() {
    open.forEach(Connections::close);
    open.clear();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
    threads.shutdownNow();
  }
}
