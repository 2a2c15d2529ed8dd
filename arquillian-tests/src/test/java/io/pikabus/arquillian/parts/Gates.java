package io.pikabus.arquillian.parts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.TimeUnit;

/**
 * Where handlers wait until a test lets them go on. A gate that was opened stays open.
 *
 * <p>The same for all applications of the server, so that one can open the gate of another that is
 * being undeployed: the state is a system property, the lock an interned string.
 */
@Path("gates")
@ApplicationScoped
public class Gates {
  private static final long PATIENCE = TimeUnit.SECONDS.toMillis(60);

  /** Returns when the gate is open. */
  public void pass(String gate) {
    long deadline = System.currentTimeMillis() + PATIENCE;
    synchronized (lock(gate)) {
      count(gate, 1);
      try {
        while (System.getProperty(lock(gate)) == null) {
          long left = deadline - System.currentTimeMillis();
          if (left <= 0) {
            throw new IllegalStateException("Nobody opened gate " + gate);
          }
          lock(gate).wait(left);
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted at gate " + gate, interrupted);
      } finally {
        count(gate, -1);
      }
    }
  }

  @POST
  @Path("{gate}")
  public void open(@PathParam("gate") String gate) {
    synchronized (lock(gate)) {
      System.setProperty(lock(gate), "open");
      lock(gate).notifyAll();
    }
  }

  /** How many wait at the gate. */
  @GET
  @Path("{gate}")
  @Produces(MediaType.TEXT_PLAIN)
  public String waiting(@PathParam("gate") String gate) {
    return System.getProperty(counter(gate), "0");
  }

  private static void count(String gate, int step) {
    int now = Integer.getInteger(counter(gate), 0) + step;
    System.setProperty(counter(gate), Integer.toString(now));
  }

  private static String lock(String gate) {
    return ("pikabus-tests.gate." + gate).intern();
  }

  private static String counter(String gate) {
    return "pikabus-tests.waiting." + gate;
  }
}
