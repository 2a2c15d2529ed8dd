package io.pikabus.arquillian;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.doubled.Doubled;
import io.pikabus.arquillian.apps.faulty.Wrong;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ArquillianTest
class BadConfigurationIT {

  private static final String SECRET = "vErY-sEcReT";

  @ArquillianResource Deployer deployer;

  @Deployment(name = "war", managed = false, testable = false)
  static WebArchive war() {
    return Archives.war("faulty-war", configuration(), Wrong.class);
  }

  @Deployment(name = "ear", managed = false, testable = false)
  static EnterpriseArchive ear() {
    return Archives.ear("faulty-ear", configuration(), Wrong.class);
  }

  @Deployment(name = "doubled", managed = false, testable = false)
  static WebArchive doubled() {
    return Archives.war(
        "doubled", Configuration.ofSharedBroker().incoming("doubled"), Doubled.class);
  }

  private static Configuration configuration() {
    return Configuration.ofSharedBroker()
        .connector("password", SECRET)
        .connector("prot", "5672")
        .connector("addresses", "guest:" + SECRET + "@localhost:5672")
        .incoming("misspelt", "prefech=3", "qeue=orders")
        .incoming("misvalued", "prefetch=many", "queue-type=mirrored")
        .incoming("open")
        .connector("host", "${PIKABUS_TEST_NOT_SET}")
        .connector("virtual-host", "")
        .connector("username", "${PIKABUS_TEST_NOT_SET:}")
        .connector("transaction", "${PIKABUS_TEST_NOT_SET:${PIKABUS_TEST_NEITHER}}")
        .connector("vhost", "shop")
        .incoming(
            "hopeless",
            "no-retry-on=io.pikabus.arquillian.apps.faulty.Gone,java.lang.IllegalStateException")
        .outgoing("both", "queue=one", "topic=two")
        .outgoing("neither", "mandatory=perhaps", "confirm-timeout=30");
  }

  @ParameterizedTest
  @ValueSource(strings = {"war", "ear"})
  void aDeploymentFailsWithOneMessageThatNamesEveryFaultAndItsRemedy(String archive) {
    String message = Refusal.of(deployer, archive);

    assertThat(message)
        .contains(
            "pikabus cannot start: 17 faults",
            "connector.pikabus.prot is not a key of pikabus. Did you mean 'port'?",
            "connector.pikabus.vhost is not a key of pikabus. Did you mean 'virtual-host'?",
            "connector.pikabus.host = '${PIKABUS_TEST_NOT_SET}' cannot be used: nothing sets PIKABUS_TEST_NOT_SET.",
            "connector.pikabus.virtual-host = '' cannot be used. Write some text, or leave the key out",
            "connector.pikabus.username = '${PIKABUS_TEST_NOT_SET:}' cannot be used: its expression gives an empty value.",
            "connector.pikabus.transaction = '${PIKABUS_TEST_NOT_SET:${PIKABUS_TEST_NEITHER}}' cannot be used: nothing sets",
            "hopeless.no-retry-on = 'io.pikabus.arquillian.apps.faulty.Gone' cannot be used: there is no such class.",
            "connector.pikabus.addresses = ",
            "Write a comma-separated list of host:port, without user or password.",
            "incoming.misspelt.prefech is not a key of pikabus. Did you mean 'prefetch'?",
            "incoming.misspelt.qeue is not a key of pikabus. Did you mean 'queue'?",
            "incoming.misvalued.prefetch = 'many' cannot be used. Write a whole number from 1",
            "incoming.misvalued.queue-type = 'mirrored' cannot be used. Write quorum or classic.",
            "outgoing.both.queue = 'one' and mp.messaging.outgoing.both.topic = 'two' are both set.",
            "Keep exactly one.",
            "outgoing.neither.queue and mp.messaging.outgoing.neither.topic are both missing.",
            "outgoing.neither.mandatory = 'perhaps' cannot be used. Write true or false.",
            "outgoing.neither.confirm-timeout = '30' cannot be used. Write a positive ISO-8601",
            "Channel 'open' is consumed by io.pikabus.arquillian.apps.faulty.Open.take with an open"
                + " type variable",
            "Declare the parameter with a concrete type.")
        .as("no second message with some of the faults")
        .doesNotContainPattern("pikabus cannot start: (?!17 faults)");
    assertThat(message.lines())
        .as("lines with the password")
        .noneMatch(line -> line.contains(SECRET));
  }

  @Test
  void aDeploymentWithTwoRetryPoliciesIsRefused() {
    assertThat(Refusal.of(deployer, "doubled"))
        .contains(
            "Several beans of type io.pikabus.RetryPolicy are there",
            Doubled.First.class.getName() + " and " + Doubled.Second.class.getName());
  }
}
