package io.pikabus.benchmark.wildfly;

import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.pikabus.OwnHeaders;
import io.pikabus.benchmark.wildfly.application.Forwarding;
import java.io.File;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ExplodedImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Builds WARs as their developers would: the connector and its libraries in lib. */
final class Applications {

  /** What the environment names: the connector's classes, and the jars that it needs. */
  private static final String LIBRARIES = "BENCHMARK_LIBRARIES";

  /** Where the broker is, the environment says by the same keys. */
  private static final String CONFIGURATION =
      """
      mp.messaging.incoming.in.connector=pikabus
      mp.messaging.incoming.in.queue=%s
      mp.messaging.connector.pikabus.message-type=shop.PlaceOrder
      """;

  private Applications() {}

  /**
   * The one application under a name.
   *
   * @param settings lines of configuration beside those that it must have
   */
  static WebArchive war(String name, String settings) {
    WebArchive war =
        ShrinkWrap.create(WebArchive.class, name + ".war")
            .addPackage(Forwarding.class.getPackage())
            .addPackage(Order.class.getPackage())
            .addClass(OwnHeaders.class)
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
            .addAsResource(
                new StringAsset(CONFIGURATION.formatted(Places.in(name)) + settings),
                "META-INF/microprofile-config.properties")
            // The stopwatch reads the processor time from it.
            .setManifest(new StringAsset("Dependencies: jdk.management\n"));
    for (String path : Pattern.compile(File.pathSeparator).split(System.getenv(LIBRARIES))) {
      File library = new File(path);
      if (library.isDirectory()) {
        war.addAsLibrary(
            ShrinkWrap.create(JavaArchive.class, jarOf(library))
                .as(ExplodedImporter.class)
                .importDirectory(library)
                .as(JavaArchive.class));
      } else {
        war.addAsLibrary(library);
      }
    }
    return war;
  }

  /** As the module is called whose classes they are: {@code core/target/classes}. */
  private static String jarOf(File classes) {
    Path folder = classes.getAbsoluteFile().toPath().normalize();
    return "pikabus-" + folder.getName(folder.getNameCount() - 3) + ".jar";
  }
}
