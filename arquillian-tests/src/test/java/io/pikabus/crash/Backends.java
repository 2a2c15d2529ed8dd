package io.pikabus.crash;

import io.pikabus.fixtures.postgresql.PrivatePostgres;
import io.pikabus.fixtures.rabbitmq.PrivateNode;
import java.nio.file.Path;

/**
 * What a server of the test's own needs, and nobody else uses: a broker and a PostgreSQL, each of
 * which can be killed.
 *
 * @param database with the table of the applications
 */
record Backends(PrivateNode broker, PrivatePostgres postgres, WorkDatabase database, Audit audit)
    implements AutoCloseable {

  /**
   * Starts both.
   *
   * @param folder of their own
   * @param queues to which the applications send
   */
  static Backends start(Path folder, String... queues) {
    PrivateNode broker = PrivateNode.create(folder.resolve("rabbitmq"));
    broker.start();
    Audit audit = new Audit(broker.uri());
    audit.listen(queues);
    PrivatePostgres postgres = PrivatePostgres.create(folder.resolve("database"));
    WorkDatabase database =
        new WorkDatabase("postgresql", postgres.jdbcUrl(), postgres.user(), postgres.password());
    database.prepare();
    return new Backends(broker, postgres, database, audit);
  }

  @Override
  public void close() {
    postgres.close();
    broker.close();
  }
}
