package io.pikabus.bus;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that makes a broker want {@code configure} for a passive declaration as well, as RabbitMQ
 * 4.2.6 and 4.3.0 do: it passes the passive ones on as active ones. For users without {@code
 * configure} only, since anybody else would declare.
 */
final class LookingRefused implements AutoCloseable {

  // Not getLoopbackAddress(), which may be IPv6.
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private static final int METHOD = 1;
  private static final int EXCHANGE_DECLARE = 40 << 16 | 10;
  private static final int QUEUE_DECLARE = 50 << 16 | 10;
  private static final byte[] TYPE = {6, 'd', 'i', 'r', 'e', 'c', 't'};

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final int broker;

  LookingRefused(int broker) throws IOException {
    this.broker = broker;
    this.server = new ServerSocket(0, 50, InetAddress.getByAddress(LOOPBACK));
    daemon(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException ended) {
                // By close(), or one side has gone.
                return;
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      Socket target = new Socket(InetAddress.getByAddress(LOOPBACK), broker);
      sockets.add(client);
      sockets.add(target);
      daemon(() -> target.getInputStream().transferTo(client.getOutputStream()));
      daemon(() -> toBroker(client, target));
    }
  }

  private static void toBroker(Socket client, Socket target) throws IOException {
    try (client;
        target) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(target.getOutputStream());
      out.write(in.readNBytes(8));
      while (true) {
        byte type = in.readByte();
        short channel = in.readShort();
        byte[] payload = in.readNBytes(in.readInt());
        byte end = in.readByte();
        byte[] passed = type == METHOD ? active(payload) : payload;
        ByteBuffer frame = ByteBuffer.allocate(passed.length + 8);
        frame.put(type).putShort(channel).putInt(passed.length).put(passed).put(end);
        out.write(frame.array());
      }
    }
  }

  private static byte[] active(byte[] payload) {
    ByteBuffer method = ByteBuffer.wrap(payload);
    int kind = method.getInt(0);
    if (kind != EXCHANGE_DECLARE && kind != QUEUE_DECLARE) {
      return payload;
    }
    int afterName = 7 + (method.get(6) & 0xFF);
    int flags = kind == QUEUE_DECLARE ? afterName : afterName + 1 + (method.get(afterName) & 0xFF);
    if ((method.get(flags) & 1) == 0) {
      return payload;
    }
    ByteBuffer active = ByteBuffer.allocate(payload.length + TYPE.length);
    active.put(payload, 0, afterName);
    if (kind == EXCHANGE_DECLARE) {
      active.put(TYPE);
    }
    active.put((byte) (method.get(flags) & ~1));
    active.put(payload, flags + 1, payload.length - flags - 1);
    byte[] written = new byte[active.position()];
    active.flip().get(written);
    return written;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
