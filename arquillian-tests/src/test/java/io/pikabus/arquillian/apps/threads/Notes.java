package io.pikabus.arquillian.apps.threads;

import io.pikabus.arquillian.parts.Records;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Handlers that store notes; texts that begin with "bad" fail after that. */
@Path("notes")
@ApplicationScoped
public class Notes {
  @PersistenceContext EntityManager database;

  @Resource(lookup = "java:comp/DefaultDataSource")
  DataSource source;

  @Inject Records records;

  @Incoming("by-persistence")
  @Transactional
  public void persist(String id) {
    database.persist(new Note(id));
    failIfBad(id);
  }

  @Incoming("by-statement")
  @Transactional
  public void insert(String id) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement insert = connection.prepareStatement("insert into Note values (?)")) {
      insert.setString(1, id);
      insert.executeUpdate();
    }
    failIfBad(id);
  }

  private void failIfBad(String id) {
    records.add("notes", id);
    if (id.startsWith("bad")) {
      throw new IllegalArgumentException(id);
    }
  }

  /** The committed notes, separated by commas. */
  @GET
  @Produces(MediaType.TEXT_PLAIN)
  public String all() {
    return String.join(
        ",",
        database
            .createQuery("select n.id from Note n order by n.id", String.class)
            .getResultList());
  }
}
