package io.pikabus.messaging;

import jakarta.transaction.Transactional.TxType;
import java.lang.reflect.Member;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.jspecify.annotations.Nullable;

/**
 * A method or an injection point of the application that takes messages from channels or gives them
 * to channels, as found while it is deployed.
 *
 * @param kind what it is
 * @param where its name, for messages
 * @param member the method, field or constructor; several beans may share one by inheritance
 * @param module the class loader of the bean
 * @param incoming the channels that it consumes
 * @param outgoing the channels that it feeds
 * @param signature how it consumes; null when it only feeds
 * @param acknowledgment as declared; null without the annotation
 * @param taken what bodies are decoded to; empty when a type variable stays open
 * @param given the declared type of what is sent; empty when it is open or nothing is
 * @param transactional as declared for it; null without {@code @Transactional}
 * @param isHidden whether it is private and the bean has a proxy: the runtime then calls it on the
 *     proxy, which has nothing injected
 */
record Endpoint(
    Kind kind,
    String where,
    Member member,
    ClassLoader module,
    List<String> incoming,
    List<String> outgoing,
    @Nullable Signature signature,
    Acknowledgment.@Nullable Strategy acknowledgment,
    Optional<Type> taken,
    Optional<Type> given,
    @Nullable TxType transactional,
    boolean isHidden) {

  /** An injected emitter. */
  static Endpoint emitter(
      String where, Member member, ClassLoader module, String channel, Optional<Type> given) {
    return new Endpoint(
        Kind.EMITTER,
        where,
        member,
        module,
        List.of(),
        List.of(channel),
        null,
        null,
        Optional.empty(),
        given,
        null,
        false);
  }

  /** An injected stream. */
  static Endpoint stream(
      String where,
      Member member,
      ClassLoader module,
      String channel,
      Type type,
      Optional<Type> taken) {
    return new Endpoint(
        Kind.STREAM,
        where,
        member,
        module,
        List.of(channel),
        List.of(),
        Signature.ofInjection(type),
        null,
        taken,
        Optional.empty(),
        null,
        false);
  }

  /** What it is. */
  enum Kind {
    /** A method with {@code @Incoming}, {@code @Outgoing} or both. */
    METHOD,
    /** An injected emitter: it feeds when the application sends. */
    EMITTER,
    /** An injected stream. */
    STREAM
  }

  boolean isEmitter() {
    return kind == Kind.EMITTER;
  }
}
