package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.threads.Threads;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

@ArquillianTest
class HandlerThreadsIT {

  private static final Application APPLICATION = new Application("threads");

  private static final String[] CHANNELS = {
    "names", "surroundings", "beans", "by-persistence", "by-statement"
  };

  @Deployment(testable = false)
  static WebArchive application() {
    Configuration configuration =
        Configuration.ofSharedBroker()
            .with("surroundings.greeting", "the application's configuration");
    for (String channel : CHANNELS) {
      configuration.incoming(channel, "error-queue=threads-errors");
      SHARED.delete(channel);
    }
    return Archives.war(APPLICATION.name(), configuration, Threads.class)
        .addAsResource(Archives.persistence(), "META-INF/persistence.xml")
        .setWebXML(
            new StringAsset(
                """
                <web-app version="6.0" xmlns="https://jakarta.ee/xml/ns/jakartaee">
                  <env-entry>
                    <env-entry-name>greeting</env-entry-name>
                    <env-entry-type>java.lang.String</env-entry-type>
                    <env-entry-value>hello</env-entry-value>
                  </env-entry>
                </web-app>
                """));
  }

  @Test
  void aHandlerFindsWhatTheContainerBindsForItsModule() {
    SHARED.send("names", "x");

    assertThat(APPLICATION.awaitRecords("names", 7))
        .containsExactly(
            "java:comp/DefaultDataSource true",
            "java:comp/DefaultManagedExecutorService true",
            "java:comp/TransactionSynchronizationRegistry true",
            "java:comp/UserTransaction true",
            "java:comp/BeanManager true",
            "module threads",
            "entry hello");
  }

  @Test
  void aHandlerRunsOnThePikabusThreadOfItsQueueWithItsApplicationsClassLoaderAndConfiguration() {
    SHARED.send("surroundings", "x");

    assertThat(APPLICATION.awaitRecords("surroundings", 2))
        .containsExactly("own classes true", "the application's configuration");
    assertThat(APPLICATION.awaitRecords("thread", 1)).containsExactly("pikabus-surroundings");
  }

  @Test
  void aHandlerUsesBeansOfTheApplication() {
    SHARED.send("beans", "x");

    assertThat(APPLICATION.awaitRecords("beans", 2)).containsExactly("helped", "helped");
    assertThat(APPLICATION.records("helper")).containsExactly("destroyed");
  }

  @Test
  void aTransactionalHandlerCommitsWhatItStoresAndRollsBackWhenItThrows() {
    for (String queue : List.of("by-persistence", "by-statement")) {
      SHARED.send(queue, "bad-" + queue);
      SHARED.send(queue, queue);
    }

    await("notes of both ways")
        .untilAsserted(
            () -> assertThat(APPLICATION.get("notes")).isEqualTo("by-persistence,by-statement"));
    assertThat(APPLICATION.records("notes")).contains("bad-by-persistence", "bad-by-statement");
  }
}
