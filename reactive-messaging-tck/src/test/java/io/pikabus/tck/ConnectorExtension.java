package io.pikabus.tck;

import org.jboss.arquillian.container.spi.client.container.DeploymentExceptionTransformer;
import org.jboss.arquillian.container.test.spi.client.deployment.ProtocolArchiveProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.as.arquillian.container.ExceptionTransformer;

/** Has Arquillian add the connector, unless {@code -Dconnector.added=false}. */
public final class ConnectorExtension implements LoadableExtension {

  @Override
  public void register(ExtensionBuilder builder) {
    if (Boolean.parseBoolean(System.getProperty("connector.added", "true"))) {
      builder.service(ProtocolArchiveProcessor.class, ConnectorInEveryArchive.class);
    }
    if ("wildfly".equals(System.getProperty("arquillian.launch"))) {
      // WildFly's class is there only when WildFly is under test.
      builder.override(
          DeploymentExceptionTransformer.class, ExceptionTransformer.class, WildFlyRefusal.class);
    }
  }
}
