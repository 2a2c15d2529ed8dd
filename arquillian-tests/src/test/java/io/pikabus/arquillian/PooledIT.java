package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static io.pikabus.arquillian.Service.SHARED_BROKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.observer.Observer;
import io.pikabus.arquillian.apps.pooled.Pooled;
import io.pikabus.faults.FaultProxy;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The server's own pool over {@code pikabus.rar}, which comes and goes with its application. */
@ArquillianTest
@DisabledIfSystemProperty(
    named = "arquillian.launch",
    matches = "liberty",
    disabledReason =
        "Open Liberty defines no factory over an adapter that is in the application's EAR")
class PooledIT {

  private static final Application OBSERVER = new Application("observer");
  private static final Application POOLED = new Application("pooled");

  private static final String QUEUE = "pooled-queue";
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int THREADS = 200;
  private static final int EACH = 9;
  private static final int POOL = 20;
  private static final int REDEPLOYMENTS = 20;

  /** Of each deployment: that of its WAR and that of its adapter. */
  private static final int LOADERS = 2;

  /** Between the adapter and the broker. */
  private static final FaultProxy PROXY = new FaultProxy(SHARED_BROKER.uri().getPort());

  @ArquillianResource Deployer deployer;

  @AfterAll
  static void close() throws IOException {
    PROXY.close();
  }

  @Deployment(name = "observer", testable = false)
  static WebArchive observer() {
    return Archives.plainWar(OBSERVER.name(), Observer.class);
  }

  @Deployment(name = "pooled", managed = false, testable = false)
  static EnterpriseArchive pooled() throws IOException {
    return ShrinkWrap.create(EnterpriseArchive.class, "pooled.ear")
        .addAsModule(adapter())
        .addAsModule(Archives.plainWar(POOLED.name(), Pooled.class));
  }

  /** As it is built, with values for what must be set. */
  private static ResourceAdapterArchive adapter() throws IOException {
    ResourceAdapterArchive built =
        ShrinkWrap.createFromZipFile(
            ResourceAdapterArchive.class, new File(System.getProperty("pikabus.rar")));
    String descriptor = "META-INF/ra.xml";
    String text;
    try (InputStream in = built.delete(descriptor).getAsset().openStream()) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path journal = Files.createTempDirectory(Path.of("target"), "journal").toAbsolutePath();
    URI broker = SHARED_BROKER.uri();
    text = with(text, "host", "127.0.0.1");
    text = with(text, "port", String.valueOf(PROXY.port()));
    text = with(text, "username", broker.getUserInfo().split(":", 2)[0]);
    text = with(text, "password", broker.getUserInfo().split(":", 2)[1]);
    text = with(text, "journalDirectory", journal.toString());
    text = with(text, "applicationName", POOLED.name());
    text = with(text, "commitWait", "PT0.5S");
    built.add(new StringAsset(text), descriptor);
    return built;
  }

  private static String with(String descriptor, String property, String value) {
    String name = "<config-property-name>" + property + "</config-property-name>";
    String type = "<config-property-type>java.lang.String</config-property-type>";
    int at = descriptor.indexOf(type, descriptor.indexOf(name)) + type.length();
    return descriptor.substring(0, at)
        + "<config-property-value>"
        + value
        + "</config-property-value>"
        + descriptor.substring(at);
  }

  @Test
  void manyThreadsShareFewConnectionsWhileTheBrokerIsCutAndLoseNothing() {
    SHARED.delete(QUEUE);
    deployer.deploy("pooled");
    try {
      POOLED.post("pool/declare/" + QUEUE);
      POOLED.post("pool/send/%s/%d/%d".formatted(QUEUE, THREADS, EACH));
      awaitFinished(THREADS * EACH / 3);
      PROXY.cutAll(FaultProxy.Cut.RESET);
      awaitFinished(THREADS * EACH * 2 / 3);
      PROXY.cutAll(FaultProxy.Cut.RESET);
      awaitFinished(THREADS * EACH);
      assertThat(POOLED.get("pool/failures")).isEmpty();
      List<String> committed = POOLED.get("pool/committed").lines().toList();
      assertThat(committed).hasSize(THREADS * EACH * 2 / 3);
      await("the journal is empty")
          .atMost(LONG)
          .until(() -> POOLED.get("pool/undelivered").equals("0"));
      List<String> arrived = new ArrayList<>();
      for (Received next = SHARED.poll(QUEUE); next != null; next = SHARED.poll(QUEUE)) {
        arrived.add(next.body().replace("\"", ""));
      }
      assertThat(arrived.stream().distinct()).containsExactlyInAnyOrderElementsOf(committed);
      assertThat(POOLED.get("pool/open")).isEqualTo(String.valueOf(POOL));
      assertThat(POOLED.get("pool/failures")).isEmpty();
    } finally {
      deployer.undeploy("pooled");
    }
  }

  private static void awaitFinished(int count) {
    await(count + " transactions have ended")
        .atMost(LONG)
        .until(() -> Integer.parseInt(POOLED.get("pool/finished")) >= count);
  }

  @Test
  @Tag("long")
  void twentyRedeploymentsOfTheAdapterLeaveNothingBehind() {
    int before = registered();
    for (int i = 0; i < REDEPLOYMENTS; i++) {
      deployer.deploy("pooled");
      POOLED.post("pool/declare/" + QUEUE);
      POOLED.post("pool/send/%s/4/3".formatted(QUEUE));
      awaitFinished(12);
      assertThat(POOLED.get("pool/failures")).isEmpty();
      deployer.undeploy("pooled");
    }
    await("no thread is left")
        .untilAsserted(() -> assertThat(OBSERVER.get("threads/pikabus")).isEmpty());
    assertThat(registered() - before).isEqualTo(LOADERS * REDEPLOYMENTS);
    await("no class loader is left, but those of the last deployment")
        .untilAsserted(() -> assertThat(left()).isLessThanOrEqualTo(LOADERS));
  }

  private static int registered() {
    return Integer.parseInt(OBSERVER.get("loaders").split(" ")[0]);
  }

  private static int left() {
    return Integer.parseInt(OBSERVER.get("loaders").split(" ")[1]);
  }
}
