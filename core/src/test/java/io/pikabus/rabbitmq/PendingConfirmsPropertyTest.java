package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import io.pikabus.SendOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever a broker confirms, in whatever order, each message is settled once. */
class PendingConfirmsPropertyTest {

  record Confirm(int at, boolean multiple) {}

  @Property
  void every_message_is_settled_exactly_once_and_in_order(
      @ForAll("confirms") List<Confirm> confirms) {
    PendingConfirms pending = new PendingConfirms();
    Map<Long, Publication> model = new TreeMap<>();
    long next = 1;
    for (Confirm confirm : confirms) {
      Publication publication = Publications.command("m" + next);
      pending.add(next, publication);
      model.put(next, publication);
      next++;
      long sequence = 1 + confirm.at() % (next - 1); // never of one not yet published

      List<Publication> settled = pending.settle(sequence, confirm.multiple());

      List<Publication> expected = new ArrayList<>();
      model
          .entrySet()
          .removeIf(
              entry -> {
                boolean covered =
                    confirm.multiple() ? entry.getKey() <= sequence : entry.getKey() == sequence;
                if (covered) {
                  expected.add(entry.getValue());
                }
                return covered;
              });
      assertThat(settled).isEqualTo(expected);
      assertThat(pending.size()).isEqualTo(model.size());
    }
    assertThat(pending.drain()).containsExactlyElementsOf(model.values());
    assertThat(pending.size()).isZero();
  }

  @Property
  void no_number_that_was_not_sent_is_taken_for_one(
      @ForAll @IntRange(max = 50) int sent, @ForAll long sequence) {
    PendingConfirms pending = new PendingConfirms();
    for (int i = 1; i <= sent; i++) {
      pending.add(i, Publications.command("m" + i));
    }

    assertThat(pending.isPublished(sequence)).isEqualTo(sequence >= 1 && sequence <= sent);
  }

  @Property
  void a_return_belongs_to_the_first_of_the_same_message_not_yet_returned(
      @ForAll("identifiers") List<String> identifiers) {
    PendingConfirms pending = new PendingConfirms();
    List<Publication> published = new ArrayList<>();
    for (String identifier : identifiers) {
      Publication publication = Publications.command(identifier);
      published.add(publication);
      pending.add(published.size(), publication);
    }
    SendOutcome.Unroutable reply = new SendOutcome.Unroutable(312, "NO_ROUTE");

    for (String identifier : identifiers) {
      pending.returned(
          reply,
          "exchange",
          "queue",
          new AMQP.BasicProperties.Builder().messageId(identifier).build());
    }

    assertThat(published).allMatch(publication -> publication.takeReturned() == reply);
  }

  @Provide
  Arbitrary<List<Confirm>> confirms() {
    return Combinators.combine(Arbitraries.integers().between(0, 200), Arbitraries.of(true, false))
        .as(Confirm::new)
        .list()
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<List<String>> identifiers() {
    return Arbitraries.of("a", "b", "c").list().ofMaxSize(30);
  }
}
