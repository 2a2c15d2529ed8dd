package io.pikabus.resource.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pikabus.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the adapter is configured with, and how it says what is wrong. */
class AdapterSettingsTest {

  private final AdapterProperties properties =
      new AdapterProperties() {
        private static final long serialVersionUID = 1;
      };

  @Test
  void names_are_spelled_as_those_of_a_bean() {
    assertThat(PropertyName.of("url")).isEqualTo("url");
    assertThat(PropertyName.of("confirm-timeout")).isEqualTo("confirmTimeout");
    assertThat(PropertyName.of("tls.trust-store-password")).isEqualTo("tlsTrustStorePassword");
  }

  @Test
  void what_is_not_set_has_the_defaults_of_the_connector() {
    properties.setJournalDirectory("journal");
    properties.setHost(" ");
    AdapterSettings settings = AdapterSettings.read(properties);
    assertThat(settings.journal()).isEqualTo(Path.of("journal"));
    assertThat(settings.commitWait()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.sending().confirmTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.sending().bus().connection().addresses().toString()).contains("localhost");
  }

  @Test
  void all_faults_are_named_at_once_by_the_names_of_the_properties() {
    properties.setConfirmTimeout("soon");
    properties.setMaxRetries("many");
    properties.setCommitWait("-PT1S");
    properties.setTls("true");
    properties.setTlsContext("mine");
    properties.setPassword("secret");
    assertThatThrownBy(() -> AdapterSettings.read(properties))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("pikabus.rar: confirmTimeout = 'soon' cannot be used")
        .hasMessageContaining("pikabus.rar: maxRetries = 'many' cannot be used")
        .hasMessageContaining("pikabus.rar: commitWait = '-PT1S' cannot be used")
        .hasMessageContaining("pikabus.rar: tlsContext = 'mine' is to name a CDI bean")
        .hasMessageContaining("pikabus.rar: journalDirectory is missing")
        .hasMessageNotContaining("secret");
  }
}
