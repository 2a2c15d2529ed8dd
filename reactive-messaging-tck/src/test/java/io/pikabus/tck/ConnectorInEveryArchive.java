package io.pikabus.tck;

import java.io.File;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.spi.TestDeployment;
import org.jboss.arquillian.container.test.spi.client.deployment.ProtocolArchiveProcessor;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.container.LibraryContainer;

/**
 * Adds the connector and its libraries to what is deployed. The TCK builds jars; Arquillian wraps
 * each into a WAR, which is what comes here.
 */
public final class ConnectorInEveryArchive implements ProtocolArchiveProcessor {

  @Override
  public void process(TestDeployment deployment, Archive<?> archive) {
    if (!(archive instanceof LibraryContainer<?> application)) {
      throw new IllegalStateException(
          "The connector was to be added to " + archive + ", which takes no libraries.");
    }
    application.addAsLibraries(
        Stream.of(System.getProperty("connector.class.path").split(File.pathSeparator, -1))
            .map(File::new)
            .toArray(File[]::new));
  }
}
