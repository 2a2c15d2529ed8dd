package io.pikabus.arquillian;

import static io.pikabus.arquillian.Service.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.arquillian.apps.codec.Mirror;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@ArquillianTest
class CodecIT {

  @Deployment(testable = false)
  static WebArchive application() {
    SHARED.delete("points", "codec-errors");
    return Archives.war(
        "codec",
        Configuration.ofSharedBroker().incoming("points", "error-queue=codec-errors"),
        Mirror.class);
  }

  @BeforeEach
  void receiver() {
    SHARED.listen(Service.ADDRESS);
  }

  @Test
  void aCodecOfTheApplicationReplacesOurs() {
    SHARED.send("points", "3;4");

    Received answer = SHARED.take(Service.ADDRESS);
    assertThat(answer.body()).isEqualTo("-3;4");
    assertThat(answer.bus("ContentType")).isEqualTo("text/x-point");
    assertThat(answer.bus("ContentEncoding")).isEqualTo("us-ascii");
    assertThat(answer.properties().getContentType()).isEqualTo("text/x-point");
  }

  @Test
  void aBodyThatItCannotReadGoesToTheErrorQueueWithItsReason() {
    SHARED.send("points", "3;");

    Received failed = SHARED.take("codec-errors");
    assertThat(failed.body()).isEqualTo("3;");
    assertThat(failed.text("ErrorDetails")).contains("PayloadException", "NumberFormatException");
  }
}
