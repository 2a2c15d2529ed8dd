package io.pikabus.arquillian.apps.deliveries;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;

/** The stored notes. */
@ApplicationScoped
public class Notes {
  @PersistenceContext EntityManager database;

  void add(String text) {
    database.persist(new Note(text));
  }

  /** In a transaction of its own. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public void addForGood(String text, Runnable more) {
    database.persist(new Note(text));
    more.run();
  }

  public List<String> all() {
    return database.createQuery("select n.text from Note n", String.class).getResultList();
  }
}
