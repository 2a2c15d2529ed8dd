package io.pikabus.crash.channels;

import io.pikabus.PikaBus;
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
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** A row and two messages, {@code task/1} and {@code task/2}, entirely or not at all. */
@ApplicationScoped
public class Work {

  /** With which tasks begin that come to nothing. */
  public static final String FAILING = "failing";

  @Inject
  @ConfigProperty(name = "datasource")
  String datasource;

  @Inject
  @ConfigProperty(name = "audit")
  String audit;

  @Inject PikaBus bus;

  @Inject
  @Channel("second")
  Emitter<String> second;

  /** In a transaction of its own. */
  @Transactional
  public void perform(String task) throws SQLException, NamingException {
    begin(task);
    second.send(task + "/2").toCompletableFuture().join();
    end(task);
  }

  /** In the transaction of its caller, without the second message. */
  @SuppressWarnings("BanJNDI") // The name comes from the deployment.
  void begin(String task) throws SQLException, NamingException {
    DataSource source = InitialContext.doLookup(datasource);
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into finished_work (task) values (?)")) {
      insert.setString(1, task);
      insert.executeUpdate();
    }
    bus.send(audit, task + "/1");
  }

  static void end(String task) {
    if (task.startsWith(FAILING)) {
      throw new IllegalStateException("This task fails.");
    }
  }
}
