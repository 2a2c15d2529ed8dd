package io.pikabus.benchmark;

import io.pikabus.benchmark.agent.Measurement;
import java.util.List;
import java.util.Locale;

/** Two Markdown tables: the ratios, and what they were made of. */
final class Table {

  private Table() {}

  static String ratios(List<Outcome> outcomes) {
    StringBuilder table =
        new StringBuilder(
            "| work | against | goal | ratio | 95 % of cases | pairs | |\n|---|---|---|---|---|---|---|\n");
    for (Outcome outcome : outcomes) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.2f | %.2f | %.2f to %.2f | %s | %s |%n",
              outcome.work(),
              outcome.against(),
              outcome.goal(),
              outcome.ratio().estimate(),
              outcome.ratio().low(),
              outcome.ratio().high(),
              outcome.pairs() == 0 ? "counted" : outcome.pairs(),
              outcome.verdict()));
    }
    return table.toString();
  }

  static String figures(Rounds rounds) {
    StringBuilder table =
        new StringBuilder(
            "| who and how | messages/s | range | client CPU µs | allocated octets | broker CPU µs | p50 ms | guarantee |\n|---|---|---|---|---|---|---|---|\n");
    rounds
        .measured()
        .forEach(
            (entry, runs) -> {
              if (entry.stage() != Entry.Stage.FIGURES) {
                table.append(line(rounds, entry, runs));
              }
            });
    return table.toString();
  }

  private static String line(Rounds rounds, Entry entry, List<Measurement> runs) {
    Spread rate = Spread.of(runs.stream().map(Measurement::rate).toList());
    double cpu = Spread.of(runs.stream().map(Measurement::cpuPerMessage).toList()).median();
    double allocated =
        Spread.of(runs.stream().map(Measurement::allocatedPerMessage).toList()).median();
    double median = Spread.of(runs.stream().map(Measurement::median).toList()).median();
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.0f to %.0f | %.1f | %,.0f | %.1f | %s | %s |%n",
        entry.title(),
        rate.median(),
        rate.low(),
        rate.high(),
        cpu * 1e6,
        allocated,
        rounds.broker(entry).median() * 1e6,
        median > 0 ? String.format(Locale.ROOT, "%.3f", median * 1e3) : "",
        entry.guarantee());
  }
}
