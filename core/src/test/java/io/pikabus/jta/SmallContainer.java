package io.pikabus.jta;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.ats.jta.common.JTAEnvironmentBean;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import io.pikabus.transaction.jta.ContainerServices;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * What an application server would be to the connector: transactions that belong to threads, and
 * datasources that take part in them. Called from any thread.
 */
final class SmallContainer implements ContainerServices, AutoCloseable {

  /** The datasource of the outbox. */
  static final String DATASOURCE = "java:/application";

  private static final int CONNECTIONS = 40;

  static {
    try {
      BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("small");
    } catch (CoreEnvironmentBeanException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
    // As servers have it: a datasource that is not XA commits where the others are prepared.
    BeanPopulator.getDefaultInstance(JTAEnvironmentBean.class)
        .setLastResourceOptimisationInterfaceClassName("org.jboss.tm.LastResource");
    for (String store : new String[] {null, "communicationStore", "stateStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
          .setObjectStoreDir("target/transactions");
    }
  }

  private final TransactionSynchronizationRegistry registry =
      new TransactionSynchronizationRegistryImple();
  private final Map<String, AgroalDataSource> dataSources = new ConcurrentHashMap<>();
  private volatile Duration absence;

  /** With one datasource, {@link #DATASOURCE}. */
  SmallContainer(Database database, boolean xa) throws SQLException {
    add(DATASOURCE, database, xa);
  }

  /** One more datasource. */
  DataSource add(String name, Database database, boolean xa) throws SQLException {
    AgroalDataSource pool =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    connections ->
                        connections
                            .maxSize(CONNECTIONS)
                            .acquisitionTimeout(Duration.ofSeconds(20))
                            .transactionIntegration(
                                new NarayanaTransactionIntegration(transactionManager(), registry))
                            .connectionFactoryConfiguration(
                                factory ->
                                    factory
                                        .connectionProviderClass(database.engine().provider(xa))
                                        .jdbcUrl(database.url())
                                        .principal(new NamePrincipal(database.user()))
                                        .credential(new SimplePassword(database.password())))));
    dataSources.put(name, pool);
    return pool;
  }

  @Override
  public TransactionSynchronizationRegistry registry() {
    return registry;
  }

  @Override
  public UserTransaction userTransaction() {
    return com.arjuna.ats.jta.UserTransaction.userTransaction();
  }

  TransactionManager transactionManager() {
    return com.arjuna.ats.jta.TransactionManager.transactionManager();
  }

  @Override
  public DataSource dataSource(String name) {
    DataSource pool = dataSources.get(name);
    return absence == null ? pool : UnreachableDataSource.of(pool, absence);
  }

  @Override
  public Object lookUp(String name) {
    return dataSources.get(name);
  }

  @Override
  public String application() {
    return "small";
  }

  /** From now on no connection can be had, which is said so late; null ends it. */
  void away(Duration saidAfter) {
    absence = saidAfter;
  }

  /** What an application does in a transaction. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * Begins, works and commits; rolls back when the work throws.
   *
   * @throws Exception the work's, or that of the commit
   */
  void inTransaction(Work work) throws Exception {
    inTransaction(0, work);
  }

  /**
   * The same with a timeout.
   *
   * @param seconds 0 for the usual one
   */
  void inTransaction(int seconds, Work work) throws Exception {
    UserTransaction transaction = userTransaction();
    transaction.setTransactionTimeout(seconds);
    transaction.begin();
    try {
      work.run();
    } catch (Exception | Error failure) {
      transaction.rollback();
      throw failure;
    } finally {
      transaction.setTransactionTimeout(0);
    }
    transaction.commit();
  }

  /** Executes a statement in the calling thread's transaction. */
  int execute(String statement) throws SQLException {
    return execute(DATASOURCE, statement);
  }

  /** The same with another datasource. */
  int execute(String name, String statement) throws SQLException {
    try (var connection = dataSource(name).getConnection();
        var sql = connection.createStatement()) {
      return sql.executeUpdate(statement);
    }
  }

  @Override
  public void close() {
    dataSources.values().forEach(AgroalDataSource::close);
  }
}
