package io.pikabus.benchmark;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** The rows as JSON. */
final class Results {

  private static final MathContext DIGITS = new MathContext(4);

  private Results() {}

  static String json(List<Outcome> outcomes) {
    JsonArrayBuilder rows = Json.createArrayBuilder();
    for (Outcome outcome : outcomes) {
      rows.add(row(outcome));
    }
    String text = Json.createObjectBuilder().add("rows", rows).build().toString();
    return text.replace("[{", "[\n{").replace("},{", "},\n{").replace("}]", "}\n]") + "\n";
  }

  private static JsonObject row(Outcome outcome) {
    return Json.createObjectBuilder()
        .add("work", outcome.work())
        .add("against", outcome.against())
        .add("goal", rounded(outcome.goal()))
        .add("ratio", rounded(outcome.ratio().estimate()))
        .add("low", rounded(outcome.ratio().low()))
        .add("high", rounded(outcome.ratio().high()))
        .add("pairs", outcome.pairs())
        .add("verdict", outcome.verdict().toString())
        .build();
  }

  private static BigDecimal rounded(double number) {
    return new BigDecimal(number, DIGITS);
  }
}
