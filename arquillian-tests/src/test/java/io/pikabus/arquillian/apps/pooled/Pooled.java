package io.pikabus.arquillian.apps.pooled;

import io.pikabus.JournalStatus;
import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import io.pikabus.arquillian.parts.Loaders;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends in many transactions at a time, on more threads than there are connections. */
@Path("pool")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class Pooled {

  /** How many connections the pool has. */
  private static final int SIZE = 20;

  private final Queue<String> committed = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger finished = new AtomicInteger();

  @Inject UserTransaction transaction;

  @Resource(lookup = Definition.FACTORY)
  PikaBusConnectionFactory factory;

  @Resource ManagedThreadFactory threads;

  @PostConstruct
  void register() {
    Loaders.register(Pooled.class.getClassLoader());
    Loaders.register(PikaBusConnectionFactory.class.getClassLoader());
  }

  @POST
  @Path("declare/{queue}")
  public void declare(@PathParam("queue") String queue) {
    try (PikaBusConnection bus = factory.connect()) {
      bus.declareQueue(queue);
    }
  }

  /** Returns before they are done. */
  @POST
  @Path("send/{queue}/{threads}/{each}")
  public void send(
      @PathParam("queue") String queue,
      @PathParam("threads") int count,
      @PathParam("each") int each) {
    for (int i = 0; i < count; i++) {
      String name = i + "-";
      threads.newThread(() -> sendAll(queue, name, each)).start();
    }
  }

  private void sendAll(String queue, String name, int each) {
    for (int i = 0; i < each; i++) {
      try {
        sendOne(queue, name + i, i % 3 == 0);
      } catch (Exception failure) {
        failures.add(name + i + ": " + failure);
      }
      finished.incrementAndGet();
    }
  }

  private void sendOne(String queue, String text, boolean rollsBack) throws Exception {
    transaction.begin();
    boolean commits = false;
    try (PikaBusConnection bus = factory.connect()) {
      bus.send(queue, text);
      commits = !rollsBack;
    } finally {
      if (commits) {
        transaction.commit();
        committed.add(text);
      } else {
        transaction.rollback();
      }
    }
  }

  @GET
  @Path("finished")
  public int finished() {
    return finished.get();
  }

  @GET
  @Path("committed")
  public String committed() {
    return String.join("\n", committed);
  }

  @GET
  @Path("failures")
  public String failures() {
    return String.join("\n", failures);
  }

  @GET
  @Path("undelivered")
  public long undelivered() {
    try (PikaBusConnection bus = factory.connect()) {
      return bus.status().journal().map(JournalStatus::undelivered).orElseThrow();
    }
  }

  /** How many connections are open when all of the pool are wanted at the same time. */
  @GET
  @Path("open")
  public int open() throws InterruptedException {
    AtomicInteger opened = new AtomicInteger();
    CyclicBarrier all = new CyclicBarrier(SIZE + 1);
    for (int i = 0; i < SIZE; i++) {
      threads.newThread(() -> openOne(opened, all)).start();
    }
    try {
      all.await(20, TimeUnit.SECONDS);
    } catch (BrokenBarrierException | TimeoutException leaked) {
      return opened.get();
    }
    return opened.get();
  }

  private void openOne(AtomicInteger opened, CyclicBarrier all) {
    try (PikaBusConnection bus = factory.connect()) {
      opened.incrementAndGet();
      all.await(20, TimeUnit.SECONDS);
    } catch (Exception failure) {
      failures.add("open: " + failure);
    }
  }
}
