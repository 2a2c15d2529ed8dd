package io.pikabus.arquillian.apps.retries;

import io.pikabus.PikaBus;
import io.pikabus.arquillian.parts.Records;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Handlers that fail before they succeed. */
@ApplicationScoped
public class Retries {
  @PersistenceContext EntityManager database;

  @Inject
  @Channel("attempts")
  Emitter<String> attempts;

  @Inject PikaBus bus;
  @Inject Records records;

  /** Stores a row and sends in every way before it may fail. */
  @Incoming("patient")
  @Transactional
  public void work(Job job) {
    records.add(job.name(), Instant.now().toString());
    int attempt = failures() + 1;
    String text = job.name() + " " + attempt;
    database.persist(new Attempt(job.name()));
    bus.send("attempted", text);
    bus.reply(text);
    bus.defer("attempted", text, Duration.ofMillis(50));
    attempts.send(text);
    if (attempt <= job.failures()) {
      throw new IllegalStateException("failure " + attempt + " of " + job.name());
    }
  }

  private int failures() {
    Object header = bus.incoming().orElseThrow().headers().get("PikaBus.ErrorRetries");
    return header instanceof Integer failures ? failures : 0;
  }

  /** Fails always, and says what it fails with. */
  @Incoming("choosy")
  @Transactional
  public void choose(String exception) {
    records.add(exception, "failed");
    switch (exception) {
      case "named" -> throw new Hopeless();
      case "subclass" -> throw new Hopeless.Worse();
      default -> throw new IllegalStateException(exception);
    }
  }

  public long committed(String job) {
    return database
        .createQuery("select count(a) from Attempt a where a.job = :job", Long.class)
        .setParameter("job", job)
        .getSingleResult();
  }
}
