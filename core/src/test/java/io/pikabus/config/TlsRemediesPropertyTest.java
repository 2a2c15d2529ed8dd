package io.pikabus.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.ConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Whoever follows what a fault about encryption says, by whichever of its ways, is not told of
 * another.
 */
class TlsRemediesPropertyTest {

  private static final Pattern ABOUT_ENCRYPTION =
      Pattern.compile(
          "(.*(?:connections are not encrypted|amqps:// is encrypted|only one can decide)).*?((?:Begin the url|Set tls =).*)?");

  private static List<String> faults(Map<String, String> settings) {
    try {
      Reading.incoming(settings);
      return List.of();
    } catch (ConfigurationException faulty) {
      return faulty.faults();
    }
  }

  /** What is wrong, without what to do. */
  private static Set<String> kinds(List<String> faults) {
    Set<String> kinds = new TreeSet<>();
    for (String fault : faults) {
      Matcher about = ABOUT_ENCRYPTION.matcher(fault);
      if (about.matches()) {
        kinds.add(about.group(1));
      }
    }
    return kinds;
  }

  private static Map<String, String> followed(Map<String, String> settings, String way) {
    Map<String, String> followed = new HashMap<>(settings);
    Matcher scheme = Pattern.compile("amqps?://").matcher(way);
    if (scheme.find()) {
      followed.computeIfPresent(
          "url", (key, url) -> url.replaceFirst("(?i)amqps?://", scheme.group()));
      assertThat(followed).as("the url that is to begin otherwise").containsKey("url");
    }
    Matcher tls = Pattern.compile("tls = (true|false)").matcher(way);
    if (tls.find()) {
      followed.put("tls", tls.group(1));
    }
    if (way.contains("tls.key-store")) {
      followed.put("tls.key-store", "no/such.p12");
    }
    assertThat(followed).as("what to do: " + way).isNotEqualTo(settings);
    return followed;
  }

  @Property
  void a_remedy_ends_its_fault_and_brings_no_other_of_that_kind(
      @ForAll("urls") @Nullable String url,
      @ForAll("choices") @Nullable String tls,
      @ForAll boolean context,
      @ForAll boolean keyStore,
      @ForAll boolean external) {
    Map<String, String> settings = new HashMap<>();
    if (url != null) {
      settings.put("url", url);
    }
    if (tls != null) {
      settings.put("tls", tls);
    }
    if (context) {
      settings.put("tls.context", "ours");
    }
    if (keyStore) {
      settings.put("tls.key-store", "no/such.p12");
    }
    if (external) {
      settings.put("sasl", "external");
    }
    List<String> faults = faults(settings);
    for (String fault : faults) {
      Matcher about = ABOUT_ENCRYPTION.matcher(fault);
      if (about.matches() && about.group(2) != null) {
        for (String way : about.group(2).split(", or ")) {
          List<String> expected = new ArrayList<>(kinds(faults));
          expected.remove(about.group(1));
          // Nobody reads both where nothing is encrypted.
          expected.addAll(bothSet(settings));
          assertThat(expected).as(fault).containsAll(kinds(faults(followed(settings, way))));
        }
      }
    }
  }

  private static Set<String> bothSet(Map<String, String> settings) {
    return settings.keySet().containsAll(Set.of("tls.context", "tls.key-store"))
        ? kinds(
            faults(Map.of("tls", "true", "tls.context", "ours", "tls.key-store", "no/such.p12")))
        : Set.of();
  }

  @Provide
  Arbitrary<String> urls() {
    return Arbitraries.of(
            "amqp://rabbit", "amqps://rabbit", "amqp://rabbit:0", "AMQPS://rabbit:0", "rabbit")
        .injectNull(0.2);
  }

  @Provide
  Arbitrary<String> choices() {
    return Arbitraries.of("true", "false").injectNull(0.3);
  }
}
