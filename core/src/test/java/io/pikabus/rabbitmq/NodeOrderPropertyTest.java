package io.pikabus.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.BrokerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class NodeOrderPropertyTest {

  private static final BrokerAddress LOCAL = new BrokerAddress("localhost", 5672);

  private static NodeAddress at(BrokerAddress address, String ip) throws UnknownHostException {
    return new NodeAddress(address, InetAddress.getByName(ip));
  }

  @Example
  void a_name_with_an_address_of_each_kind_is_one_node() throws Exception {
    NodeAddress four = at(LOCAL, "127.0.0.1");
    NodeAddress six = at(LOCAL, "::1");

    assertThat(NodeOrder.isSeveral(List.of(four))).isFalse();
    assertThat(NodeOrder.isSeveral(List.of(four, six, six))).isFalse();
    assertThat(NodeOrder.isSeveral(List.of(new NodeAddress(LOCAL, null)))).isFalse();
    assertThat(NodeOrder.isSeveral(List.of(four, at(LOCAL, "127.0.0.2")))).isTrue();
    assertThat(NodeOrder.isSeveral(List.of(six, at(LOCAL, "::2")))).isTrue();
    assertThat(NodeOrder.isSeveral(List.of(four, at(new BrokerAddress("other", 5672), "::1"))))
        .isTrue();
  }

  @Property
  void each_node_is_tried_once_a_round(
      @ForAll List<@IntRange(max = 9) Integer> nodes, @ForAll int lost, @ForAll long seed) {
    assertThat(NodeOrder.drawn(nodes, lost, new Random(seed)))
        .containsExactlyInAnyOrderElementsOf(new HashSet<>(nodes));
  }

  @Property
  void the_node_that_failed_last_is_tried_last(
      @ForAll @NotEmpty List<Integer> nodes, @ForAll int choice, @ForAll long seed) {
    Integer lost = nodes.get(Math.floorMod(choice, nodes.size()));
    List<Integer> order = NodeOrder.drawn(nodes, lost, new Random(seed));
    assertThat(order.get(order.size() - 1)).isEqualTo(lost);
  }

  @Property
  void a_preferred_node_comes_first_and_the_others_stay_in_their_order(
      @ForAll @Size(max = 7) Set<Integer> nodes, @ForAll @IntRange(max = 9) int preferred) {
    List<Integer> before = List.copyOf(nodes);
    List<Integer> order = NodeOrder.preferring(preferred, before);

    assertThat(order).containsExactlyInAnyOrderElementsOf(before);
    assertThat(order.stream().filter(node -> node != preferred).toList())
        .isEqualTo(before.stream().filter(node -> node != preferred).toList());
    assertThat(order.indexOf(preferred)).isLessThanOrEqualTo(0);
    assertThat(NodeOrder.preferring(null, before)).isEqualTo(before);
  }

  @Property(tries = 100)
  void many_services_spread_over_all_nodes_that_did_not_fail(
      @ForAll @Size(min = 2, max = 7) Set<Integer> nodes, @ForAll long seed) {
    List<Integer> list = List.copyOf(nodes);
    Integer lost = list.get(0);
    Random random = new Random(seed);
    Set<Integer> firstAtStart = new HashSet<>();
    Set<Integer> firstAfterLoss = new HashSet<>();
    for (int service = 0; service < 300; service++) {
      firstAtStart.add(NodeOrder.drawn(list, null, random).get(0));
      firstAfterLoss.add(NodeOrder.drawn(list, lost, random).get(0));
    }
    assertThat(firstAtStart).isEqualTo(nodes);
    assertThat(firstAfterLoss).isEqualTo(new HashSet<>(list.subList(1, list.size())));
  }

  @Property
  void a_node_has_its_share_of_the_time_and_more_after_each_failed_round(
      @ForAll @LongRange(min = 1, max = 2_000_000_000) long millis,
      @ForAll @IntRange(min = 1, max = 100) int nodes,
      @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE - 1) int failures) {
    Duration whole = Duration.ofMillis(millis);
    Duration second = Duration.ofSeconds(1);
    Duration share = NodeOrder.share(whole, nodes, failures);
    assertThat(share)
        .isLessThanOrEqualTo(whole)
        .isGreaterThanOrEqualTo(whole.compareTo(second) < 0 ? whole : second)
        .isLessThanOrEqualTo(NodeOrder.share(whole, nodes, failures + 1));
    assertThat(NodeOrder.share(whole, 1, failures)).isEqualTo(whole);
    assertThat(NodeOrder.share(whole, nodes, 20)).isEqualTo(whole);
    if (whole.dividedBy(nodes).compareTo(second) > 0) {
      assertThat(NodeOrder.share(whole, nodes, 0)).isEqualTo(whole.dividedBy(nodes));
    }
  }
}
