package io.pikabus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Secrets that become known one after the other. */
class KnownSecretsTest {

  private final KnownSecrets secrets = new KnownSecrets(Set.of("first-1"));

  @Test
  void what_was_replaced_stays_secret() {
    assertThat(secrets.mask("first-1 second-2")).isEqualTo("*** second-2");
    secrets.add("second-2");
    secrets.add("third-3");
    assertThat(secrets.mask("first-1 second-2 third-3")).isEqualTo("*** *** ***");
    assertThat(secrets).hasToString("secrets");
  }

  @Test
  void tokens_are_forgotten_that_were_replaced_long_ago_and_the_first_never() {
    secrets.add("eldest-token");
    secrets.add("token-in-use");
    for (int i = 0; i < 1000; i++) {
      secrets.add("token-%04d".formatted(i));
      secrets.add("token-in-use");
    }
    secrets.add("first-1");
    assertThat(secrets.mask("first-1 token-in-use token-0999 token-0990 eldest-token token-0000"))
        .isEqualTo("*** *** *** *** eldest-token token-0000");
  }
}
