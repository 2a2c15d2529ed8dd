package io.pikabus.messaging;

import io.pikabus.payload.JsonbTypes;
import jakarta.transaction.Transactional.TxType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the methods and injection points that cannot keep a promise, or cannot work at all. Only
 * the channels of this connector are judged. Pure.
 *
 * @param endpoints all of the application
 * @param channels those of this connector
 * @param hasCodec whether the application replaces JSON-B
 */
record EndpointCheck(List<Endpoint> endpoints, OwnChannels channels, boolean hasCodec) {

  /**
   * What this connector's configuration says about its channels.
   *
   * @param incoming by name, whether a transaction is begun around each delivery
   * @param outgoing the names
   * @param broadcast the full keys that are set to true
   */
  record OwnChannels(Map<String, Boolean> incoming, Set<String> outgoing, List<String> broadcast) {}

  private static final String OR_A_CODEC = ", or replace JSON-B with a bean of type PayloadCodec.";

  /** All faults, each with its remedy. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    channels
        .broadcast()
        .forEach(
            key ->
                faults.add(
                    "%s = true cannot be kept: the first method that has handled a message acknowledges it for all. Leave it out, and give each method a channel with a queue of its own."
                        .formatted(key)));
    channels.incoming().keySet().forEach(channel -> consumers(channel, faults));
    outlets().forEach(channel -> sources(channel, faults));
    Set<String> carriers = carriers();
    for (Endpoint endpoint : endpoints) {
      signature(endpoint, carriers, faults);
      incoming(endpoint, faults);
      outgoing(endpoint, faults);
    }
    return faults;
  }

  /**
   * The channels that carry messages of this connector: its own, and those into which a method
   * passes them on within the application. An acknowledgement there reaches the broker.
   */
  private Set<String> carriers() {
    Set<String> carriers = new HashSet<>(channels.incoming().keySet());
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Endpoint endpoint : endpoints) {
        if (endpoint.incoming().stream().anyMatch(carriers::contains)) {
          grown |= carriers.addAll(endpoint.outgoing());
        }
      }
    }
    return carriers;
  }

  /** Likewise against the stream: the channels whose messages leave through this connector. */
  private Set<String> outlets() {
    Set<String> outlets = new TreeSet<>(channels.outgoing());
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Endpoint endpoint : endpoints) {
        if (endpoint.outgoing().stream().anyMatch(outlets::contains)) {
          grown |= outlets.addAll(endpoint.incoming());
        }
      }
    }
    return outlets;
  }

  private void consumers(String channel, List<String> faults) {
    List<String> names = names(endpoint -> endpoint.incoming().contains(channel));
    if (names.size() > 1) {
      faults.add(
          "Channel '%s' is consumed by %s, and a message goes to one of them. Give each a channel with a queue of its own, subscribed to the same topics; or call one from the other."
              .formatted(channel, String.join(" and by ", names)));
    }
  }

  private void sources(String channel, List<String> faults) {
    List<String> emitters = names(each -> each.outgoing().contains(channel) && each.isEmitter());
    List<String> all = names(each -> each.outgoing().contains(channel) && !each.isEmitter());
    if (!emitters.isEmpty()) {
      all.add(emitters.get(0));
    }
    if (all.size() > 1) {
      faults.add(
          "Channel '%s' is fed by %s. A message of one would be handed over on the thread of another, inside its transaction. Give each an outgoing channel of its own with the same queue or topic."
              .formatted(channel, String.join(" and by ", all)));
    }
  }

  /** A method that several beans inherit counts once, as it does for the runtime. */
  private List<String> names(Predicate<Endpoint> wanted) {
    Map<Object, Endpoint> byMember =
        endpoints.stream()
            .filter(wanted)
            .collect(
                Collectors.toMap(
                    Endpoint::member,
                    Function.identity(),
                    (first, again) -> first,
                    LinkedHashMap::new));
    return new ArrayList<>(byMember.values().stream().map(Endpoint::where).sorted().toList());
  }

  private static void signature(Endpoint endpoint, Set<String> carriers, List<String> faults) {
    Signature signature = endpoint.signature();
    if (signature == null) {
      return;
    }
    endpoint.incoming().stream()
        .filter(carriers::contains)
        .forEach(
            channel ->
                SignatureCheck.fault(signature, endpoint.acknowledgment())
                    .ifPresent(fault -> faults.add(consumed(channel, endpoint) + ": " + fault)));
  }

  private void incoming(Endpoint endpoint, List<String> faults) {
    for (String channel : endpoint.incoming()) {
      Boolean transacted = channels.incoming().get(channel);
      if (transacted == null) {
        continue;
      }
      if (endpoint.taken().isEmpty()) {
        faults.add(
            consumed(channel, endpoint)
                + " with an open type variable, so that nothing says what its bodies are. Declare the parameter with a concrete type.");
      }
      if (!hasCodec) {
        endpoint
            .taken()
            .ifPresent(
                type ->
                    JsonbTypes.undecodable(type)
                        .ifPresent(
                            fault ->
                                faults.add(
                                    "%s as %s, and no body can be decoded: %s%s"
                                        .formatted(
                                            consumed(channel, endpoint),
                                            type.getTypeName(),
                                            fault,
                                            OR_A_CODEC))));
      }
      hidden(consumed(channel, endpoint), endpoint, faults);
      transaction(channel, transacted, endpoint, faults);
    }
  }

  private static void transaction(
      String channel, boolean transacted, Endpoint endpoint, List<String> faults) {
    if (transacted && endpoint.transactional() == TxType.NEVER) {
      faults.add(
          "%s with @Transactional(NEVER), inside the transaction that the connector begins: each message would fail. Set mp.messaging.incoming.%s.transacted = false, or take NOT_SUPPORTED."
              .formatted(consumed(channel, endpoint), channel));
    }
    if (!transacted && endpoint.transactional() == TxType.MANDATORY) {
      faults.add(
          "%s with @Transactional(MANDATORY), and transacted = false begins no transaction: each message would fail. Leave transacted out, or take REQUIRED."
              .formatted(consumed(channel, endpoint)));
    }
  }

  private void outgoing(Endpoint endpoint, List<String> faults) {
    for (String channel : endpoint.outgoing()) {
      if (!channels.outgoing().contains(channel)) {
        continue;
      }
      String fed = "Channel '%s' is fed by %s".formatted(channel, endpoint.where());
      if (!hasCodec) {
        endpoint
            .given()
            .ifPresent(
                type ->
                    JsonbTypes.unencodable(type)
                        .ifPresent(
                            fault ->
                                faults.add(
                                    "%s with %s, and no payload can be encoded: %s%s"
                                        .formatted(fed, type.getTypeName(), fault, OR_A_CODEC))));
      }
      if (endpoint.incoming().isEmpty()) {
        hidden(fed, endpoint, faults);
      }
    }
  }

  private static void hidden(String what, Endpoint endpoint, List<String> faults) {
    if (endpoint.isHidden()) {
      faults.add(
          what
              + ", which is private: it would be called on the bean's proxy, where nothing is injected. Make it public.");
    }
  }

  private static String consumed(String channel, Endpoint endpoint) {
    return "Channel '%s' is consumed by %s".formatted(channel, endpoint.where());
  }
}
