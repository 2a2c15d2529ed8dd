package io.pikabus.example.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseAddressTest {

  @Test
  void noVariableAndAnEmptyOneNameNoDatabase() {
    assertThat(DatabaseAddress.in(Map.of())).isEmpty();
    assertThat(DatabaseAddress.in(Map.of("PIKABUS_JDBC_URL", " "))).isEmpty();
  }

  @Test
  void userAndPasswordArePartedFromTheUrl() {
    DatabaseAddress address =
        read("jdbc:postgresql://db:5433/shop?user=sh%40p&ssl=true&password=s3%26cret%3D");

    assertThat(address.environment())
        .containsOnly(
            Map.entry("PIKABUS_JDBC_URL", "jdbc:postgresql://db:5433/shop?ssl=true"),
            Map.entry("PIKABUS_JDBC_USER", "sh@p"),
            Map.entry("PIKABUS_JDBC_PASSWORD", "s3&cret="),
            Map.entry("PIKABUS_XA_DATASOURCE", "org.postgresql.xa.PGXADataSource"));
    assertThat(address).hasToString("jdbc:postgresql://db:5433/shop");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:h2:mem:shop;PASSWORD=s3cret                       | does not begin with jdbc:postgresql://
          postgres://shop:s3cret@db/shop                         | does not begin with jdbc:postgresql://
          jdbc:postgresql://shop:s3cret@db/shop                  | has something before an @
          jdbc:postgresql://db/shop                              | has no parameter user
          jdbc:postgresql://db/shop?password=s3cret              | has no parameter user
          jdbc:postgresql://db/shop?user=shop&password=          | has no parameter password
          jdbc:postgresql://db/shop?user=shop&password=s3cret%   | has a % in its password
          jdbc:postgresql://db:many/shop?user=shop&password=s3cret | cannot be read by PostgreSQL's driver
          """)
  void saysWhatIsWrongWithoutThePassword(String url, String reason) {
    assertThatThrownBy(() -> read(url))
        .isInstanceOf(DemoException.class)
        .hasMessageStartingWith("PIKABUS_JDBC_URL " + reason)
        .hasMessageContaining("jdbc:postgresql://host:port/database?user=name&password=word")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void saysThatNobodyAnswersWithoutThePassword() {
    DatabaseAddress nobody =
        read("jdbc:postgresql://127.0.0.1:1/shop?user=shop&password=s3cret&sslpassword=s3cret");

    assertThatThrownBy(nobody::requireAnswer)
        .isInstanceOf(DemoException.class)
        .hasMessageStartingWith("PIKABUS_JDBC_URL names jdbc:postgresql://127.0.0.1:1/shop, and")
        .hasMessageContaining("refused")
        .hasMessageNotContaining("s3cret");
  }

  private static DatabaseAddress read(String url) {
    return DatabaseAddress.in(Map.of("PIKABUS_JDBC_URL", url)).orElseThrow();
  }
}
