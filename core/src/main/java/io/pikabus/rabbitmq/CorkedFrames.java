package io.pikabus.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The client's way to the socket, on which a writer can let its frames wait in the client's buffer
 * for those that follow. The client flushes after each message, which is half of what a message
 * costs it. What comes in passes a guard, which see.
 *
 * <p>One thread at a time holds; whoever else flushes, flushes what it wrote too.
 */
final class CorkedFrames implements FrameHandler {

  /**
   * Octets of the largest frame that is read. The broker's own limit bounds bodies only: it adds
   * headers to a message that filled a frame, and keeps those that came when its limit was higher.
   */
  private static final int LARGEST_FRAME = 16 * 1024 * 1024;

  /** A method's class and number, of two octets each, as a frame begins with them. */
  private static final int METHOD = Integer.BYTES;

  private static final int ACK = 60 << 16 | 80;
  private static final int NACK = 60 << 16 | 120;

  private final FrameHandler client;
  private final InboundGuard guard;
  private final ReentrantLock holding = new ReentrantLock();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();

  /** Whether the reader waits for a frame; else it is busy with one. */
  private volatile boolean listening;

  private CorkedFrames(FrameHandler client, InboundGuard guard) {
    this.client = client;
    this.guard = guard;
  }

  /** Makes connections whose frames can be held. */
  static final class Factory extends ConnectionFactory {
    private final int largestBody;

    /**
     * For connections.
     *
     * @param largestBody octets of the largest body that is to be received
     */
    Factory(int largestBody) {
      this.largestBody = largestBody;
    }

    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
      FrameHandlerFactory handlers = super.createFrameHandlerFactory();
      return (address, name) ->
          new CorkedFrames(handlers.create(address, name), new InboundGuard(largestBody));
    }
  }

  /** Of a channel on a connection that {@link Factory} made. */
  static CorkedFrames of(Channel channel) {
    return of(channel.getConnection());
  }

  /** Of a connection that {@link Factory} made. */
  static CorkedFrames of(Connection connection) {
    return (CorkedFrames) ((AMQConnection) connection).getFrameHandler();
  }

  /** How many frames came so far, heartbeats apart. */
  long received() {
    return received.get();
  }

  /** How many of them were of messages: delivered, returned, confirmed or refused. */
  long ofMessages() {
    return messages.get();
  }

  private static boolean isOfMessage(Frame frame) {
    if (frame.getType() != AMQP.FRAME_METHOD) {
      return true;
    }
    byte[] payload = frame.getPayload();
    int method = payload.length < METHOD ? 0 : ByteBuffer.wrap(payload).getInt();
    return method == ACK || method == NACK;
  }

  /** Whether what comes is read: not while the application holds up the client's reader thread. */
  boolean isListening() {
    return listening;
  }

  /** What the calling thread writes from now on may stay in the buffer. */
  void hold() {
    holding.lock();
  }

  /** What is written from now on leaves at once, with what was held. The other end of each hold. */
  void release() {
    holding.unlock();
  }

  /** Sends what was held. */
  void flush() throws IOException {
    client.flush(null);
  }

  @Override
  public void flush(@Nullable WriteListener listener) throws IOException {
    if (!holding.isHeldByCurrentThread()) {
      client.flush(listener);
    }
  }

  @Override
  public void writeFrame(Frame frame) throws IOException {
    client.writeFrame(frame);
  }

  @Override
  public @Nullable Frame readFrame() throws IOException {
    listening = true;
    Frame frame = client.readFrame();
    listening = false;
    if (frame != null && frame.getType() != AMQP.FRAME_HEARTBEAT) {
      received.incrementAndGet();
      if (isOfMessage(frame)) {
        messages.incrementAndGet();
      }
    }
    return guard.inspect(frame);
  }

  @Override
  public void sendHeader() throws IOException {
    client.sendHeader();
  }

  @Override
  public void initialize(AMQConnection connection) {
    client.initialize(connection);
  }

  @Override
  public void startProcessing() {
    client.startProcessing();
  }

  @Override
  public void finishConnectionNegotiation() {
    client.finishConnectionNegotiation();
  }

  @Override
  public boolean internalHearbeat() {
    return client.internalHearbeat();
  }

  @Override
  public void setFrameMax(int octets) {
    client.setFrameMax(Math.max(octets, LARGEST_FRAME));
  }

  @Override
  public void setTimeout(int millis) throws SocketException {
    client.setTimeout(millis);
  }

  @Override
  public int getTimeout() throws SocketException {
    return client.getTimeout();
  }

  @Override
  public InetAddress getAddress() {
    return client.getAddress();
  }

  @Override
  public int getPort() {
    return client.getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    return client.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return client.getLocalPort();
  }

  @Override
  public void close() {
    client.close();
  }
}
