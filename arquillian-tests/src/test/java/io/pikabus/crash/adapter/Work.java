package io.pikabus.crash.adapter;

import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What is to be done entirely or not at all. Where its resources are, the server's setup says. */
@ApplicationScoped
@SuppressWarnings("BanJNDI") // Names from its own configuration.
public class Work {

  @Inject
  @ConfigProperty(name = "datasource")
  String datasource;

  @Inject
  @ConfigProperty(name = "work.bus")
  String bus;

  @Inject
  @ConfigProperty(name = "audit")
  String audit;

  /** Inserts rows and sends messages {@code task/1}, {@code task/2} … to the audit queue. */
  @Transactional
  public void perform(String task, int rows, int messages) throws SQLException, NamingException {
    for (int row = 1; row <= rows; row++) {
      insert(task);
    }
    PikaBusConnectionFactory factory = InitialContext.doLookup(bus);
    try (PikaBusConnection connection = factory.connect()) {
      for (int number = 1; number <= messages; number++) {
        connection.send(audit, task + "/" + number);
      }
    }
  }

  /** Outside a transaction. */
  public void sendAtOnce(String text) throws NamingException {
    PikaBusConnectionFactory factory = InitialContext.doLookup(bus);
    try (PikaBusConnection connection = factory.connect()) {
      connection.send(audit, text);
    }
  }

  private void insert(String task) throws SQLException, NamingException {
    DataSource source = InitialContext.doLookup(datasource);
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into finished_work (task) values (?)")) {
      insert.setString(1, task);
      insert.executeUpdate();
    }
  }
}
