package io.pikabus.crash.application;

import io.pikabus.PikaBus;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What is to be done entirely or not at all. */
@ApplicationScoped
public class Work {
  @Resource(lookup = "java:comp/DefaultDataSource")
  DataSource source;

  @Inject PikaBus bus;

  @Inject
  @ConfigProperty(name = "audit")
  String audit;

  /** Inserts a row and sends messages {@code task/1}, {@code task/2} … to the audit queue. */
  @Transactional
  public void perform(String task, int messages) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into finished_work (task) values (?)")) {
      insert.setString(1, task);
      insert.executeUpdate();
    }
    for (int number = 1; number <= messages; number++) {
      bus.send(audit, task + "/" + number);
    }
  }
}
