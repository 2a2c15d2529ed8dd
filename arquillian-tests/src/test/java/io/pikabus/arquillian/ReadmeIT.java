package io.pikabus.arquillian;

import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.documentation.Orders;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** What the README shows is what runs here. */
@ArquillianTest
class ReadmeIT {

  private static final String AUDIT = "readme-audit";

  @Deployment(testable = false)
  static WebArchive application() throws IOException {
    SHARED.delete("pikabus-orders");
    SHARED.listen(AUDIT, "order.accepted");
    Configuration configuration = Configuration.ofSharedBroker();
    Properties shown = new Properties();
    try (InputStream file =
        Objects.requireNonNull(
            ReadmeIT.class.getResourceAsStream("/documentation/microprofile-config.properties"))) {
      shown.load(file);
    }
    shown.forEach((key, value) -> configuration.with(key.toString(), value.toString()));
    return Archives.war("readme", configuration, Orders.class);
  }

  @Test
  void anOrderIsAnsweredAnnouncedAndRemembered() {
    SHARED.listen(Service.ADDRESS);

    SHARED.send("pikabus-orders", "{\"id\": \"42\"}");

    assertThat(SHARED.take(Service.ADDRESS).body()).isEqualTo("{\"id\":\"42\"}");
    Received event = SHARED.take(AUDIT);
    assertThat(event.body()).isEqualTo("{\"id\":\"42\"}");
    assertThat(event.text("MessageType")).isEqualTo("shop.OrderAccepted");
  }
}
