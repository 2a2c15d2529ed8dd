package io.pikabus.arquillian;

import static io.pikabus.arquillian.Patience.await;
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

/** What the README and the page for Python users show is what runs here. */
@ArquillianTest
class ReadmeIT {

  private static final Application APPLICATION = new Application("readme");
  private static final String AUDIT = "readme-audit";
  private static final String GREETED = "readme-greeted";

  @Deployment(testable = false)
  static WebArchive application() throws IOException {
    SHARED.delete("pikabus-orders");
    SHARED.listen(AUDIT, "order.accepted");
    SHARED.delete("greetings");
    SHARED.listen(GREETED, "greeted");
    Configuration configuration = Configuration.ofSharedBroker();
    Properties shown = shown("microprofile-config.properties");
    shown.putAll(shown("greetings.properties"));
    shown.forEach((key, value) -> configuration.with(key.toString(), value.toString()));
    return Archives.war(APPLICATION.name(), configuration, Orders.class);
  }

  private static Properties shown(String file) throws IOException {
    Properties shown = new Properties();
    try (InputStream read =
        Objects.requireNonNull(ReadmeIT.class.getResourceAsStream("/documentation/" + file))) {
      shown.load(read);
    }
    return shown;
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

  @Test
  void anAnswerOverHttpPublishesWhatItsOwnChannelHandles() {
    await("the channel is subscribed")
        .until(() -> SHARED.exists("greetings") && SHARED.consumers("greetings") > 0);
    assertThat(APPLICATION.get("greeting")).isEqualTo("published");

    assertThat(SHARED.take(GREETED).body()).isEqualTo("{\"hello\":\"world\",\"reply\":true}");
  }
}
