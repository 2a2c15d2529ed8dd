package io.pikabus.arquillian.apps.pooled;

import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** A pool of twenty, over the resource adapter in the same EAR. */
@WebListener
@ConnectionFactoryDefinition(
    name = Definition.FACTORY,
    interfaceName = "io.pikabus.PikaBusConnectionFactory",
    resourceAdapter = "#pikabus",
    transactionSupport = TransactionSupportLevel.XATransaction,
    minPoolSize = 0,
    maxPoolSize = 20)
public class Definition implements ServletContextListener {
  static final String FACTORY = "java:app/pikabus";
}
