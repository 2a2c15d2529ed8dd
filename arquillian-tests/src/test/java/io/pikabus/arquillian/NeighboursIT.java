package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.broken.Broken;
import io.pikabus.arquillian.apps.sound.Sound;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Two applications on one server and one bus, of which one does what it should not. */
@ArquillianTest
class NeighboursIT {

  private static final Application SOUND = new Application("sound");
  private static final Application BROKEN = new Application("broken");

  @ArquillianResource Deployer deployer;

  @Deployment(name = "sound", testable = false)
  static WebArchive sound() {
    SHARED.listen("sound");
    SHARED.listen("sound-out");
    return Archives.war(
        SOUND.name(), Configuration.ofSharedBroker().incoming("sound"), Sound.class);
  }

  @Deployment(name = "broken", managed = false, testable = false)
  static WebArchive broken() {
    return Archives.war(
        BROKEN.name(),
        Configuration.ofSharedBroker()
            .connector("drain-timeout", "PT1S")
            .incoming("broken-blocked", "error-queue=broken-errors")
            .incoming("broken-error", "error-queue=broken-errors")
            .incoming("broken-thread", "error-queue=broken-errors", "transacted=false")
            .incoming("broken-sends", "error-queue=broken-errors", "transacted=false"),
        Broken.class);
  }

  private static void assertSoundHandles(String name) {
    List<String> texts = IntStream.range(0, 100).mapToObj(i -> name + i).toList();
    SHARED.sendAll("sound", texts);
    assertThat(SHARED.takeAll("sound-out", texts.size())).containsExactlyElementsOf(texts);
    assertThat(SOUND.get("status")).isEqualTo("WORKING");
  }

  @Test
  void whatABrokenApplicationDoesTouchesNoOther() {
    SHARED.delete("broken-errors");
    for (String queue :
        List.of("broken-blocked", "broken-error", "broken-thread", "broken-sends")) {
      SHARED.listen(queue);
    }
    assertSoundHandles("before-");
    deployer.deploy("broken");
    try {
      SHARED.send("broken-blocked", "gate-of-broken");
      BROKEN.awaitAtGate("gate-of-broken", 1);
      for (String queue : List.of("broken-error", "broken-thread", "broken-sends")) {
        SHARED.sendAll(queue, List.of("first", "second"));
      }
      assertSoundHandles("meanwhile-");
      // What it did to itself stops not even itself.
      assertThat(BROKEN.awaitRecords("broken", 6))
          .filteredOn(each -> each.contains("refused"))
          .containsExactly("first refused 100", "second refused 100");
      await("the errors are where they belong").until(() -> SHARED.ready("broken-errors") >= 2);
      assertSoundHandles("still-");
    } finally {
      deployer.undeploy("broken");
    }
    assertSoundHandles("afterwards-");
  }
}
