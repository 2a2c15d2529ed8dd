package io.pikabus.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pikabus.UnavailableException;
import io.pikabus.store.BrokerRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes that share a table, with one broker or with several. */
class NameLeasesTest {

  private static final String NAME = BrokerRegistry.DEFAULT;

  private final TestOutbox outbox;

  NameLeasesTest() throws Exception {
    outbox = new TestOutbox();
  }

  /** A node that has looked. */
  private NameLeases node(ObligingBroker broker) throws Exception {
    return looked(outbox.names(broker));
  }

  private static NameLeases looked(NameLeases node) throws Exception {
    node.look();
    return node;
  }

  @Test
  void a_node_with_another_broker_is_refused_and_told_whose_the_table_is() throws Exception {
    NameLeases first = node(new ObligingBroker("a:5672", "rabbit@a"));
    NameLeases second = node(new ObligingBroker("b:5672", "rabbit@b"));

    assertThat(first.mayUse(NAME)).isTrue();
    assertThat(second.mayUse(NAME)).isFalse();
    assertThat(second.refusal())
        .contains("cluster 'rabbit@a' to another", "cluster 'rabbit@b' to this", "pikabus_");
    assertThatThrownBy(() -> second.require(NAME)).isInstanceOf(UnavailableException.class);
  }

  @Test
  void one_that_was_never_connected_is_refused_before_it_stores_anything() throws Exception {
    node(new ObligingBroker("a:5672", "rabbit@a"));
    ObligingBroker unreached = new ObligingBroker("b:5672", null);
    NameLeases second = node(unreached);

    assertThat(second.refusal()).contains("the broker at b:5672 to this one");
    Outbox store = outbox.outbox(unreached, second, () -> {});
    assertThatThrownBy(() -> store.store(List.of(unreached.message("m"))))
        .isInstanceOf(UnavailableException.class);
  }

  @Test
  void a_node_that_ends_gives_nothing_away_while_another_one_of_its_application_holds()
      throws Exception {
    NameLeases one = node(new ObligingBroker("a:5672", "rabbit@a"));
    NameLeases two = node(new ObligingBroker("a:5672", "rabbit@a"));

    one.release();

    assertThat(node(new ObligingBroker("b:5672", "rabbit@b")).mayUse(NAME)).isFalse();
    two.release();
    assertThat(node(new ObligingBroker("b:5672", "rabbit@b")).mayUse(NAME)).isTrue();
    assertThat(node(new ObligingBroker("a:5672", "rabbit@a")).mayUse(NAME)).isFalse();
  }

  @Test
  void a_broker_that_calls_itself_otherwise_refuses_none_of_its_nodes() throws Exception {
    ObligingBroker broker = new ObligingBroker("a:5672", "rabbit@old");
    NameLeases one = node(broker);
    node(new ObligingBroker("a:5672", "rabbit@old"));

    broker.becomes("rabbit@new");

    assertThat(looked(one).mayUse(NAME)).isTrue();
    assertThat(node(new ObligingBroker("a:5672", "rabbit@old")).mayUse(NAME)).isTrue();
    assertThat(node(new ObligingBroker("a:5672", null)).mayUse(NAME)).isTrue();
  }

  @Test
  void two_applications_of_one_cluster_share_whatever_addresses_they_have() throws Exception {
    node(new ObligingBroker("a:5672, b:5672", "rabbit@a"));
    ObligingBroker other = new ObligingBroker("b:5672, c:5672", null);
    NameLeases second = node(other);
    assertThat(second.mayUse(NAME)).isFalse();

    other.becomes("rabbit@a");

    assertThat(looked(second).mayUse(NAME)).isTrue();
  }

  @Test
  void what_a_dead_node_held_runs_out_and_is_cleared_away() throws Exception {
    TestOutbox brief = new TestOutbox(Duration.ofSeconds(1), source -> source);
    looked(brief.names(new ObligingBroker("a:5672", "rabbit@a")));
    NameLeases second = looked(brief.names(new ObligingBroker("b:5672", "rabbit@b")));
    assertThat(second.mayUse(NAME)).isFalse();

    await()
        .atMost(Duration.ofSeconds(30))
        .pollInSameThread()
        .until(() -> looked(second).mayUse(NAME));

    assertThat(rows(brief)).isEqualTo(1);
  }

  private static int rows(TestOutbox outbox) throws Exception {
    return outbox.database.alone(
        connection -> {
          try (var statement = connection.createStatement();
              var found = statement.executeQuery("SELECT COUNT(*) FROM pikabus_inbox")) {
            found.next();
            return found.getInt(1);
          }
        });
  }

  @Test
  void before_the_first_look_nothing_is_sent() {
    assertThat(outbox.names(new ObligingBroker()).mayUse(NAME)).isFalse();
  }
}
