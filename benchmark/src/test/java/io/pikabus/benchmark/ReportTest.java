package io.pikabus.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {

  private static final Outcome REACHED =
      new Outcome("streaming publish", "raw & others", 0.95, new Interval(0.97, 0.96, 1.1), 7);
  private static final Outcome MISSED =
      new Outcome("relay", "raw", 0.8, new Interval(0.123456, 0.1, 0.4), 5);

  @Test
  void a_spread_is_the_median_and_the_range() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1, 4));
  }

  @Test
  void an_answer_is_read_as_it_was_written() {
    Measurement measurement = new Measurement(1.25, 0.5, 64_000, 1000, 0.00025);

    assertThat(Measurement.parse(measurement.line())).isEqualTo(measurement);
    assertThat(measurement.rate()).isEqualTo(800);
    assertThat(measurement.cpuPerMessage()).isEqualTo(0.0005);
    assertThat(measurement.allocatedPerMessage()).isEqualTo(64);
  }

  @Test
  void an_order_is_read_as_it_was_written() {
    Order order =
        Entry.of("title", Contestant.RAW, "none", Entry.Stage.PUBLISH, "case=stream", "best=true")
            .order(42);

    assertThat(Order.parse(order.toString())).isEqualTo(order);
    assertThat(order.name()).isEqualTo("stream");
    assertThat(order.count()).isEqualTo(42);
    assertThat(order.is("best")).isTrue();
    assertThat(order.is("worst")).isFalse();
  }

  @Test
  void the_rows_are_json_with_the_agreed_names() {
    JsonObject results =
        Json.createReader(new StringReader(Results.json(List.of(REACHED, MISSED)))).readObject();

    assertThat(results.getJsonArray("rows")).hasSize(2);
    JsonObject row = results.getJsonArray("rows").getJsonObject(1);
    assertThat(row.keySet())
        .containsExactly("work", "against", "goal", "ratio", "low", "high", "pairs", "verdict");
    assertThat(row.getString("work")).isEqualTo("relay");
    assertThat(row.getJsonNumber("ratio").doubleValue()).isEqualTo(0.1235);
    assertThat(row.getJsonNumber("high").doubleValue()).isEqualTo(0.4);
    assertThat(row.getInt("pairs")).isEqualTo(5);
    assertThat(row.getString("verdict")).isEqualTo("missed");
  }

  @Test
  void the_table_says_which_goals_are_reached() {
    assertThat(Table.ratios(List.of(REACHED, MISSED)).lines())
        .contains(
            "| streaming publish | raw & others | 0.95 | 0.97 | 0.96 to 1.10 | 7 | reached |",
            "| relay | raw | 0.80 | 0.12 | 0.10 to 0.40 | 5 | missed |");
  }

  @Test
  void the_chart_is_well_formed_and_has_a_line_for_each_row() throws Exception {
    String svg = Chart.svg(List.of(REACHED, MISSED));

    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
    assertThat(svg).contains("streaming publish ÷ raw &amp; others", "relay ÷ raw", ">0.97<");
  }

  @Test
  void the_quick_mode_starts_no_server() {
    assertThat(new Works().groups(false).stream().flatMap(List::stream))
        .extracting(Entry::contestant)
        .contains(Contestant.PIKABUS)
        .doesNotContain(Contestant.WILDFLY);
  }

  @Test
  void the_goals_have_names_of_their_own_and_entries_that_are_measured() {
    Works works = new Works();
    List<Entry> entries = works.groups(true).stream().flatMap(List::stream).toList();

    assertThat(entries).extracting(Entry::title).doesNotHaveDuplicates();
    assertThat(works.rows()).extracting(row -> row.work() + row.against()).doesNotHaveDuplicates();
    assertThat(works.rows())
        .allSatisfy(row -> assertThat(entries).contains(row.subject(), row.reference()));
  }
}
