package io.pikabus.arquillian;

import io.pikabus.arquillian.parts.Rest;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Filter;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.Asset;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Builds applications as their developers would: the connector and its libraries in lib. */
public final class Archives {

  static final String CONFIGURATION = "META-INF/microprofile-config.properties";

  private Archives() {}

  /**
   * A WAR with everything in it.
   *
   * @param application a class of the package that goes into the archive
   */
  public static WebArchive war(String name, Configuration configuration, Class<?> application) {
    return plainWar(name, application)
        .addAsResource(configuration.asset(), CONFIGURATION)
        .addAsLibraries(connector());
  }

  /** An EAR: connector and configuration in its lib, the rest in its only WAR. */
  static EnterpriseArchive ear(String name, Configuration configuration, Class<?> application) {
    return connectorEar(name)
        .addAsLibraries(configured(configuration))
        .addAsModule(plainWar(name, application));
  }

  /** An EAR with nothing in it but the connector. */
  static EnterpriseArchive connectorEar(String name) {
    return ShrinkWrap.create(EnterpriseArchive.class, name + ".ear").addAsLibraries(connector());
  }

  /** A jar with nothing in it but the configuration. */
  static JavaArchive configured(Configuration configuration) {
    return ShrinkWrap.create(JavaArchive.class, "configuration.jar")
        .addAsManifestResource(configuration.asset(), "microprofile-config.properties");
  }

  /**
   * A WAR that knows the API from {@code pikabus.rar} alone, as WildFly is told here.
   *
   * @param application a class of the package that goes into the archive
   */
  public static WebArchive warOnAdapter(
      String name, Configuration configuration, Class<?> application) {
    return plainWar(name, application)
        .addAsResource(configuration.asset(), CONFIGURATION)
        .addAsManifestResource(
            new StringAsset("Manifest-Version: 1.0\nDependencies: deployment.pikabus.rar\n"),
            "MANIFEST.MF");
  }

  /** A WAR that does not know the connector. */
  static WebArchive plainWar(String name, Class<?> application) {
    return ShrinkWrap.create(WebArchive.class, name + ".war")
        .addPackage(Rest.class.getPackage())
        .addPackages(false, beside(application), application.getPackage())
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
  }

  /** A jar on the tests' class path may have a package of that name, too. */
  private static Filter<ArchivePath> beside(Class<?> application) {
    Path folder =
        Path.of(application.getProtectionDomain().getCodeSource().getLocation().getPath());
    return path ->
        !Files.isDirectory(folder) || Files.exists(folder.resolve(path.get().substring(1)));
  }

  /** A persistence unit on the server's default datasource, with new tables. */
  static Asset persistence() {
    return new StringAsset(
        """
        <persistence version="3.0" xmlns="https://jakarta.ee/xml/ns/persistence">
          <persistence-unit name="tests">
            <properties>
              <property name="jakarta.persistence.schema-generation.database.action"
                        value="drop-and-create"/>
            </properties>
          </persistence-unit>
        </persistence>
        """);
  }

  static File[] connector() {
    return Stream.of(System.getProperty("connector.class.path").split(File.pathSeparator, -1))
        .map(File::new)
        .toArray(File[]::new);
  }
}
