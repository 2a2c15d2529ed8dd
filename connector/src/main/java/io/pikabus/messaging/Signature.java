package io.pikabus.messaging;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.streams.operators.ProcessorBuilder;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.eclipse.microprofile.reactive.streams.operators.SubscriberBuilder;
import org.reactivestreams.Processor;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * How a method or an injection point takes messages from a channel and gives them to another, as
 * the runtime sees it (MicroProfile Reactive Messaging 3.0, "Supported method signatures"). Pure.
 *
 * @param form where the messages come in
 * @param takes what comes in
 * @param gives what goes out; without an outgoing channel, how the method says that it is done
 */
record Signature(Form form, Items takes, Items gives) {

  /** Where messages come in. */
  enum Form {
    /** By the first parameter, or not at all. */
    METHOD,
    /** By the subscriber that the method returns. */
    SUBSCRIBER,
    /** By the processor that the method returns. */
    PROCESSOR,
    /** By a stream that is injected. */
    INJECTED
  }

  /** What comes in or goes out, later or at once. */
  enum Items {
    NOTHING,
    /** A stage that completes when the work is done; without an outgoing channel only. */
    COMPLETION,
    PAYLOAD,
    MESSAGE,
    PAYLOADS,
    MESSAGES;

    boolean isStream() {
      return this == PAYLOADS || this == MESSAGES;
    }

    boolean isOfPayloads() {
      return this == PAYLOAD || this == PAYLOADS;
    }
  }

  private static final List<Class<?>> PUBLISHERS =
      List.of(Publisher.class, PublisherBuilder.class, Flow.Publisher.class);
  private static final List<Class<?>> SUBSCRIBERS =
      List.of(Subscriber.class, SubscriberBuilder.class, Flow.Subscriber.class);
  private static final List<Class<?>> PROCESSORS =
      List.of(Processor.class, ProcessorBuilder.class, Flow.Processor.class);

  /** By name: not every server has it. */
  private static final String UNI = "io.smallrye.mutiny.Uni";

  /** The signature of a method with an incoming channel. */
  static Signature ofMethod(List<Type> parameters, Type result, boolean outgoing) {
    if (outgoing && isOneOf(PROCESSORS, result)) {
      return new Signature(Form.PROCESSOR, elements(result, 0), elements(result, 1));
    }
    if (!outgoing && isOneOf(SUBSCRIBERS, result)) {
      return new Signature(Form.SUBSCRIBER, elements(result, 0), Items.NOTHING);
    }
    return new Signature(
        Form.METHOD,
        parameters.isEmpty() ? Items.NOTHING : items(parameters.get(0)),
        outgoing ? items(isStage(result) ? argument(result, 0) : result) : done(result));
  }

  /** The signature of an injected stream; anything else is not one. */
  static Signature ofInjection(Type stream) {
    return new Signature(Form.INJECTED, items(stream), Items.NOTHING);
  }

  private static Items done(Type result) {
    return isStage(result) ? Items.COMPLETION : Items.NOTHING;
  }

  private static Items items(Type type) {
    if (isOneOf(PUBLISHERS, type)) {
      return elements(type, 0);
    }
    return isMessage(type) ? Items.MESSAGE : Items.PAYLOAD;
  }

  private static Items elements(Type stream, int index) {
    return isMessage(argument(stream, index)) ? Items.MESSAGES : Items.PAYLOADS;
  }

  /**
   * The runtime takes a wildcard for a payload, whatever its bound: {@code Publisher<? extends
   * Message<?>>} is a stream of payloads to it.
   */
  private static boolean isMessage(Type type) {
    return isOneOf(List.of(Message.class), type);
  }

  private static boolean isStage(Type type) {
    return isOneOf(List.of(CompletionStage.class), type) || raw(type).getName().equals(UNI);
  }

  private static boolean isOneOf(List<Class<?>> kinds, Type type) {
    return kinds.stream().anyMatch(each -> each.isAssignableFrom(raw(type)));
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
            && generic.getActualTypeArguments().length > index
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }

  /** Object where there is no class: for a variable, a wildcard and an array of either. */
  private static Class<?> raw(Type type) {
    if (type instanceof ParameterizedType generic) {
      return raw(generic.getRawType());
    }
    return type instanceof Class<?> plain ? plain : Object.class;
  }
}
