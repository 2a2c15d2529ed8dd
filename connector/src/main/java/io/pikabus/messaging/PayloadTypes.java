package io.pikabus.messaging;

import io.pikabus.payload.DeclaredTypes;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds, in the type of a parameter, return value or field, what a body is decoded to. Pure. */
final class PayloadTypes {

  /** Streams whose element is the payload, or a message of it. By name: not all are present. */
  private static final Set<String> STREAMS =
      Set.of(
          "org.reactivestreams.Publisher",
          "org.reactivestreams.Subscriber",
          "org.reactivestreams.Processor",
          "org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder",
          "org.eclipse.microprofile.reactive.streams.operators.SubscriberBuilder",
          "org.eclipse.microprofile.reactive.streams.operators.ProcessorBuilder",
          "java.util.concurrent.Flow$Publisher",
          "java.util.concurrent.Flow$Subscriber",
          "java.util.concurrent.Flow$Processor",
          "io.smallrye.mutiny.Multi");

  private static final Set<String> STAGES =
      Set.of(
          "java.util.concurrent.CompletionStage",
          "java.util.concurrent.CompletableFuture",
          "io.smallrye.mutiny.Uni");

  private static final String MESSAGE = "org.eclipse.microprofile.reactive.messaging.Message";

  private PayloadTypes() {}

  /**
   * The payload of a handler.
   *
   * @param parameters of the method; without any, its result consumes
   * @param closure all types of the bean, to give type variables their meaning
   * @return empty when a variable stays open, also inside another type
   */
  static Optional<Type> ofHandler(List<Type> parameters, Type result, Set<Type> closure) {
    return of(parameters.isEmpty() ? result : parameters.get(0), closure);
  }

  /**
   * What a method sends.
   *
   * @return empty when a variable stays open
   */
  static Optional<Type> ofResult(Type result, Set<Type> closure) {
    Type produced = unwrap(DeclaredTypes.resolve(result, closure), STAGES, closure);
    return of(
        produced instanceof ParameterizedType generic
                && generic.getActualTypeArguments().length == 2
                && STREAMS.contains(generic.getRawType().getTypeName())
            ? generic.getActualTypeArguments()[1]
            : produced,
        closure);
  }

  /** What an emitter sends; empty when it does not say. */
  static Optional<Type> ofEmitter(Type emitter) {
    return emitter instanceof ParameterizedType generic
        ? of(generic.getActualTypeArguments()[0], Set.of())
        : Optional.empty();
  }

  /** The payload in a stream, message or plain type. */
  static Optional<Type> of(Type type, Set<Type> closure) {
    Type unwrapped =
        unwrap(
            unwrap(DeclaredTypes.resolve(type, closure), STREAMS, closure),
            Set.of(MESSAGE),
            closure);
    return DeclaredTypes.isOpen(unwrapped) ? Optional.empty() : Optional.of(unwrapped);
  }

  private static Type unwrap(Type type, Set<String> wrappers, Set<Type> closure) {
    if (type instanceof ParameterizedType wrapped
        && wrappers.contains(wrapped.getRawType().getTypeName())) {
      return DeclaredTypes.resolve(
          DeclaredTypes.bound(wrapped.getActualTypeArguments()[0]), closure);
    }
    return type instanceof Class<?> raw && wrappers.contains(raw.getName()) ? Object.class : type;
  }
}
