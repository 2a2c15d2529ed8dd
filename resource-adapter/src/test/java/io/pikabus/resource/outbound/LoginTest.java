package io.pikabus.resource.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.OutgoingSettings;
import io.pikabus.config.SettingSource;
import io.pikabus.config.SettingsReader;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who connects, where it is not who the settings say. */
class LoginTest {

  private final PikaBusManagedConnectionFactory factory = new PikaBusManagedConnectionFactory();

  private static OutgoingSettings read(SettingSource source) {
    SettingsReader reader = new SettingsReader();
    OutgoingSettings settings = reader.api(source);
    reader.throwFaults();
    return settings;
  }

  private Subject subject(String user, String password) {
    PasswordCredential credential = new PasswordCredential(user, password.toCharArray());
    credential.setManagedConnectionFactory(factory);
    return new Subject(false, Set.of(), Set.of(), Set.of(credential));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp://shop:se%40cret@one:5672,two:5673/orders",
        "amqp://shop@one:5672,two:5673/orders",
        "amqp://one:5672,two:5673/orders"
      })
  void a_user_of_the_container_s_goes_before_the_one_in_a_url(String url) {
    Login login = Login.of(subject("recovery", "secret"), null, factory);
    var broker = read(login.over(SettingSource.of(Map.of("url", url)))).bus().connection();
    assertThat(broker.username()).isEqualTo("recovery");
    assertThat(broker.password()).isEqualTo("secret");
    assertThat(broker.addresses()).hasSize(2);
    assertThat(broker.virtualHost()).isEqualTo("orders");
  }

  @Test
  void a_user_goes_before_the_one_of_the_settings() {
    Login login = new Login("other", "secret");
    var broker =
        read(login.over(SettingSource.of(Map.of("username", "shop", "password", "pw"))))
            .bus()
            .connection();
    assertThat(broker.username()).isEqualTo("other");
  }

  @Test
  void what_the_application_says_goes_before_what_the_container_says() {
    Login said = new Login("said", "secret");
    assertThat(Login.of(subject("container", "x"), said, factory)).isEqualTo(said);
  }

  @Test
  void an_empty_name_is_nobody() {
    assertThat(Login.of(subject("", ""), Login.CONFIGURED, factory)).isEqualTo(Login.CONFIGURED);
    assertThat(Login.of(null, null, factory)).isEqualTo(Login.CONFIGURED);
  }
}
