package io.pikabus.arquillian.apps.sales;

import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Failures;
import io.pikabus.arquillian.parts.Gates;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/** Sales, each a row and a message in one transaction. */
@ApplicationScoped
public class Sales {
  static final String TAKEN = "taken";

  @PersistenceContext EntityManager database;

  @Resource(lookup = "java:comp/DefaultDataSource")
  DataSource source;

  @Resource TransactionSynchronizationRegistry transaction;

  @Inject Sender sender;
  @Inject Gates gates;
  @Inject PikaBus bus;

  /** Sends first, so that our part is enlisted before the database's. */
  @Transactional
  public void sell(String id, Way way, String destination, Ending ending) {
    CompletableFuture<@Nullable Void> sent =
        sender.send(way, destination, id).toCompletableFuture();
    if (!sent.isDone()) {
      throw new AssertionError("A message that is held is done, so that nobody waits for it");
    }
    sent.join();
    database.persist(new Sale(id));
    end(ending);
  }

  private void end(Ending ending) {
    switch (ending) {
      case COMMIT -> {}
      case EXCEPTION -> throw new IllegalArgumentException("not sold");
      case ROLLBACK_ONLY -> transaction.setRollbackOnly();
      case REFUSED_ROW -> database.persist(new Sale(TAKEN));
      case REFUSED_STATEMENT ->
          transaction.registerInterposedSynchronization(
              new Synchronization() {
                @Override
                public void beforeCompletion() {
                  insert(TAKEN);
                }

                @Override
                public void afterCompletion(int status) {}
              });
    }
  }

  private void insert(String id) {
    try (Connection connection = source.getConnection();
        PreparedStatement insert = connection.prepareStatement("insert into Sale values (?)")) {
      insert.setString(1, id);
      insert.executeUpdate();
    } catch (SQLException refused) {
      throw new IllegalStateException(refused);
    }
  }

  /** Receives what is to be sold, and says that it is. */
  @Transactional
  public void sellNext(String queue, Ending ending) {
    String id = bus.receive(queue, String.class, Duration.ofSeconds(10)).orElseThrow().payload();
    bus.send("sold", id);
    database.persist(new Sale(id));
    end(ending);
  }

  /** The same in a transaction of the bus's own, which has no database. */
  public void passOnNext(String queue, Ending ending) {
    bus.inTransaction(
        () -> {
          bus.send(
              "sold",
              bus.receive(queue, String.class, Duration.ofSeconds(10)).orElseThrow().payload());
          end(ending);
        });
  }

  /** Waits at the gate {@code selling} after it has sent. */
  @Transactional
  public void sellSlowly(String id, Way way) {
    sender.send(way, "sold", id);
    gates.pass("selling-" + way);
  }

  /** Returns what became of a message that was sent too late. */
  @Transactional
  public String sellAfterRollbackOnly(String id, Way way) {
    transaction.setRollbackOnly();
    try {
      sender.send(way, "sold", id).toCompletableFuture().join();
      return "sent";
    } catch (RuntimeException refused) {
      return Failures.chain(refused);
    }
  }

  /** Answers are sent before bad questions fail. */
  @Incoming("questions")
  @Transactional
  public void answer(String question) {
    bus.reply("answer to " + question);
    if (question.startsWith("bad")) {
      throw new IllegalArgumentException(question);
    }
  }

  public boolean has(String id) {
    return database.find(Sale.class, id) != null;
  }
}
