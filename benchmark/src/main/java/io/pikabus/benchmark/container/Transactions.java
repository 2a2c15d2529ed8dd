package io.pikabus.benchmark.container;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * What a server's transactions and its datasources would be: Narayana and Agroal. Called from any
 * thread.
 */
public final class Transactions {

  private static final int CONNECTIONS = 24;

  static {
    try {
      BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("benchmark");
    } catch (CoreEnvironmentBeanException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
    for (String store : new String[] {null, "communicationStore", "stateStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
          .setObjectStoreDir("target/transactions");
    }
  }

  private final TransactionSynchronizationRegistry registry =
      new TransactionSynchronizationRegistryImple();

  /** The registry of the calling thread's transaction. */
  public TransactionSynchronizationRegistry registry() {
    return registry;
  }

  /** Begins and ends the calling thread's transaction. */
  public UserTransaction userTransaction() {
    return com.arjuna.ats.jta.UserTransaction.userTransaction();
  }

  /** A pool whose connections take part, each with the commit of its database. */
  public DataSource dataSource(Database database) throws SQLException {
    return dataSource(database, org.postgresql.Driver.class);
  }

  /** A pool whose connections take part as XA resources. */
  public DataSource xaDataSource(Database database) throws SQLException {
    return dataSource(database, org.postgresql.xa.PGXADataSource.class);
  }

  private DataSource dataSource(Database database, Class<?> provider) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                connections ->
                    connections
                        .maxSize(CONNECTIONS)
                        .acquisitionTimeout(Duration.ofSeconds(20))
                        .transactionIntegration(
                            new NarayanaTransactionIntegration(
                                com.arjuna.ats.jta.TransactionManager.transactionManager(),
                                registry))
                        .connectionFactoryConfiguration(
                            factory ->
                                factory
                                    .connectionProviderClass(provider)
                                    .jdbcUrl(database.url())
                                    .principal(new NamePrincipal(database.user()))
                                    .credential(new SimplePassword(database.password())))));
  }

  /** What is done in a transaction. */
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /** Begins, works, commits. */
  public void run(Work work) throws Exception {
    UserTransaction transaction = userTransaction();
    transaction.begin();
    try {
      work.run();
    } catch (Exception | Error failure) {
      transaction.rollback();
      throw failure;
    }
    transaction.commit();
  }
}
