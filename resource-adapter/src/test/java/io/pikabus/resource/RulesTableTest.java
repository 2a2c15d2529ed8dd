package io.pikabus.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tests that the table of rules names are there. */
class RulesTableTest {

  private static final Path DOCUMENTS = Path.of("..", "docs");

  private static final Pattern PLACE = Pattern.compile("(?m)^\\[(\\w+)]: (\\S+)$");
  private static final Pattern USE = Pattern.compile("\\[(\\w+)]\\[(\\w+)]");

  @Test
  void each_test_that_it_names_exists() throws IOException {
    String page = Files.readString(DOCUMENTS.resolve("jca-rules.md"));
    Map<String, String> sources = new HashMap<>();
    Matcher place = PLACE.matcher(page);
    while (place.find()) {
      sources.put(place.group(1), Files.readString(DOCUMENTS.resolve(place.group(2))));
    }
    List<String> missing = new ArrayList<>();
    int found = 0;
    Matcher use = USE.matcher(page);
    while (use.find()) {
      found++;
      String source = sources.getOrDefault(use.group(2), "");
      if (!source.contains("void " + use.group(1) + "(")) {
        missing.add(use.group(2) + ": " + use.group(1));
      }
    }
    assertThat(missing).isEmpty();
    assertThat(found).isGreaterThan(70);
  }
}
