package io.pikabus.arquillian.apps.shapes;

import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.CDI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.eclipse.microprofile.reactive.streams.operators.ReactiveStreams;

/** Sends the name of the thread that asks for a message, for as long as one is asked for. */
@ApplicationScoped
public class Shapes {

  /** More than are asked for at once. */
  public static final int MANY = 500;

  private final AtomicInteger made = new AtomicInteger();

  @Outgoing("ticks")
  public String tick() {
    if (made.incrementAndGet() > MANY) {
      waitForTheEnd();
    }
    return Thread.currentThread().getName();
  }

  private static void waitForTheEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }

  @Outgoing("tocks")
  public PublisherBuilder<String> tocks() {
    AtomicInteger count = new AtomicInteger();
    return ReactiveStreams.generate(
        () -> {
          if (count.incrementAndGet() > MANY) {
            waitForTheEnd();
          }
          return Thread.currentThread().getName();
        });
  }

  /** Acknowledges the bundle with its last piece. */
  @Incoming("bundles")
  @Outgoing("pieces")
  public PublisherBuilder<Message<String>> split(Message<String> bundle) {
    String[] pieces = bundle.getPayload().split(",", -1);
    int last = pieces.length - 1;
    AtomicInteger index = new AtomicInteger();
    return ReactiveStreams.of(pieces)
        .map(
            piece ->
                index.getAndIncrement() == last
                    ? Message.of(piece, () -> bundle.ack())
                    : Message.of(piece));
  }

  /** Without an object of the bean. */
  @Incoming("fixed")
  public static void fixed(String text) {
    CDI.current().select(Records.class).get().add("fixed", text);
  }
}
