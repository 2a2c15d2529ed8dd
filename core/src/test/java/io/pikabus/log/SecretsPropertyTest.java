package io.pikabus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Secrets in texts, as themselves and as URIs write them. */
class SecretsPropertyTest {

  @Property(tries = 500)
  void no_secret_survives_in_whatever_stands_around_it(
      @ForAll("secrets") Set<String> secrets, @ForAll("pieces") List<String> pieces) {
    StringBuilder text = new StringBuilder();
    for (String piece : pieces) {
      text.append(piece);
      for (String secret : secrets) {
        text.append(secret).append(piece).append(URLEncoder.encode(secret, UTF_8));
      }
    }
    String masked = Secrets.of(secrets).mask(text.toString());
    assertThat(secrets)
        .allSatisfy(
            secret ->
                assertThat(masked)
                    .doesNotContain(secret)
                    .doesNotContain(URLEncoder.encode(secret, UTF_8)));
  }

  /** Few different characters, so that secrets overlap, hold each other and meet the mask. */
  @Property(tries = 500)
  void no_secret_survives_among_its_like(
      @ForAll("alike") Set<String> secrets, @ForAll("alikeText") String text) {
    String masked = Secrets.of(secrets).mask(text);
    assertThat(secrets).allSatisfy(secret -> assertThat(masked).doesNotContain(secret));
  }

  @Property(tries = 300)
  void no_decoding_of_a_masked_uri_gives_the_secret_back(@ForAll("secret") String secret) {
    String once = URLEncoder.encode(secret, UTF_8);
    String text =
        "amqp://me:%s@rabbit:5671/%s and %s"
            .formatted(once, URLEncoder.encode(once, UTF_8), once.toLowerCase(Locale.ROOT));
    String masked = Secrets.of(Set.of(secret)).mask(text);
    String decoded = URLDecoder.decode(masked, UTF_8);
    assertThat(masked).doesNotContain(once);
    assertThat(decoded).doesNotContain(secret);
    assertThat(URLDecoder.decode(decoded, UTF_8)).doesNotContain(secret);
  }

  @Property(tries = 200)
  void what_holds_no_secret_stays_as_it_is(@ForAll String text) {
    assertThat(Secrets.of(Set.of("hunter2-hunter2")).mask(text)).isSameAs(text);
    assertThat(Secrets.NONE.mask(text)).isSameAs(text);
  }

  @Example
  void a_password_in_a_uri_is_masked_and_the_rest_is_readable() throws Exception {
    Secrets secrets = Secrets.of(Set.of("p@ss wörd/1"));
    String uri = new URI("amqp", "me:p@ss wörd/1", "rabbit", 5671, "/", null, null).toASCIIString();
    assertThat(secrets.mask("Cannot reach " + uri + ", p@ss+w%c3%b6rd%2f1"))
        .isEqualTo("Cannot reach amqp://me:***@rabbit:5671/, ***");
  }

  @Example
  void three_characters_are_no_secret() {
    assertThat(Secrets.of(Set.of("the", "", "a")).mask("the author")).isEqualTo("the author");
    assertThat(Secrets.of(Set.of("the ")).mask("the author")).isEqualTo("***author");
  }

  /** As are tokens that name the groups of a user. */
  @Example
  void a_secret_of_many_thousand_characters_is_found_as_it_is_and_encoded() {
    String token = IntStream.range(0, 20_000).mapToObj("~%d."::formatted).collect(joining());
    assertThat(
            Secrets.of(Set.of(token, "eyJ" + token))
                .mask("eyJ%s, %s?".formatted(token, URLEncoder.encode(token, UTF_8))))
        .isEqualTo("***, ***?");
  }

  @Example
  void they_do_not_show_themselves() {
    assertThat(Secrets.of(Set.of("hunter2"))).hasToString("secrets");
  }

  @Provide
  Arbitrary<String> secret() {
    return Arbitraries.strings()
        .withChars("ab%+ /@:*?\\$.[é東\"'")
        .ofMinLength(Secrets.SHORTEST)
        .ofMaxLength(12)
        // Decoded, it would be another text than the one that is secret.
        .filter(secret -> !secret.contains("%") && !secret.contains("+"));
  }

  @Provide
  Arbitrary<Set<String>> secrets() {
    return Arbitraries.strings()
        .all()
        .ofMinLength(Secrets.SHORTEST)
        .ofMaxLength(20)
        .map(text -> new String(text.getBytes(UTF_8), UTF_8))
        .set()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.of("", "*", "**", " ", "amqp://me:", "@rabbit", "%", "\n", "x")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<Set<String>> alike() {
    return text(Secrets.SHORTEST, 6).set().ofMinSize(1).ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> alikeText() {
    return Combinators.combine(text(0, 30), text(0, 30)).as((one, other) -> one + other);
  }

  private static Arbitrary<String> text(int least, int most) {
    return Arbitraries.strings().withChars("a*%4").ofMinLength(least).ofMaxLength(most);
  }
}
