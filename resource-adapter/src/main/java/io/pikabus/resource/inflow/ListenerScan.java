package io.pikabus.resource.inflow;

import static java.util.stream.Collectors.joining;

import io.pikabus.IncomingMetadata;
import io.pikabus.OnMessage;
import io.pikabus.PikaBusListener;
import io.pikabus.ReceivedMessage;
import io.pikabus.bus.Dispatch;
import io.pikabus.bus.Dispatch.Conflict;
import io.pikabus.bus.Dispatch.Taker;
import io.pikabus.config.TypePattern;
import io.pikabus.payload.DeclaredTypes;
import io.pikabus.payload.JsonbTypes;
import io.pikabus.resource.inflow.ListenerMethod.Argument;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the class of a bean which of its methods take messages, and finds every fault of them.
 * Pure.
 */
final class ListenerScan {

  /** The method that needs no annotation. */
  private static final String PLAIN = "onMessage";

  private static final String WRITE =
      "Write public void m(T payload), with @OnMessage(\"MessageType\") or with @OnMessage for the rest; or public void onMessage(ReceivedMessage<T> message) for all messages.";

  private final Class<?> bean;
  private final Set<Type> closure;
  private final List<Taker<ListenerMethod>> found = new ArrayList<>();
  private final Set<String> faults = new LinkedHashSet<>();

  private ListenerScan(Class<?> bean) {
    this.bean = bean;
    this.closure = DeclaredTypes.closure(bean);
  }

  /**
   * What was found.
   *
   * @param takers the methods that take messages; usable when there are no faults
   * @param faults sentences, each with its remedy
   */
  record Result(List<Taker<ListenerMethod>> takers, List<String> faults) {}

  /** Reads a class. */
  static Result of(Class<?> bean) {
    ListenerScan scan = new ListenerScan(bean);
    scan.read();
    return new Result(List.copyOf(scan.found), List.copyOf(scan.faults));
  }

  private void read() {
    if (!PikaBusListener.class.isAssignableFrom(bean)) {
      fault("it does not implement " + PikaBusListener.class.getName() + ". Let it.");
    }
    declared().forEach(this::read);
    if (found.isEmpty() && faults.isEmpty()) {
      fault("it has no method that takes messages. " + WRITE);
    }
    faultConflicts();
  }

  /** Of the class and of all that it extends and implements. */
  private Stream<Method> declared() {
    return closure.stream()
        .map(type -> type instanceof ParameterizedType generic ? generic.getRawType() : type)
        .flatMap(type -> type instanceof Class<?> raw ? Stream.of(raw) : Stream.empty())
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> !method.isBridge() && !method.isSynthetic());
  }

  private void read(Method declared) {
    OnMessage annotation = declared.getAnnotation(OnMessage.class);
    if (annotation == null && !isPlain(declared)) {
      return;
    }
    String unfit = unfit(declared);
    if (unfit != null) {
      fault(declared, unfit);
      return;
    }
    Method called = called(declared);
    Optional<Method> overriding = overriding(declared, called);
    if (overriding.isPresent()) {
      if (annotation != null && !overriding.get().isAnnotationPresent(OnMessage.class)) {
        fault(
            overriding.get(),
            "it overrides a method of %s with @OnMessage, and has no annotation itself. Annotate it."
                .formatted(declared.getDeclaringClass().getName()));
      }
      return;
    }
    List<Argument> arguments = arguments(declared);
    Type payload = payload(declared);
    faultSignature(declared, annotation != null, arguments, payload);
    ListenerMethod method = new ListenerMethod(called, payload, arguments);
    patterns(declared, annotation).forEach(each -> found.add(new Taker<>(each, method)));
  }

  private static boolean isPlain(Method method) {
    return method.getName().equals(PLAIN) && Modifier.isPublic(method.getModifiers());
  }

  private static @Nullable String unfit(Method method) {
    int modifiers = method.getModifiers();
    if (!Modifier.isPublic(modifiers)) {
      return "it is not public, so that the container does not expose it. Make it public.";
    }
    if (Modifier.isStatic(modifiers)) {
      return "it is static, so that the container does not expose it. Make it a method of the bean.";
    }
    return Modifier.isFinal(modifiers)
        ? "it is final, so that the container cannot wrap it. Leave final out."
        : null;
  }

  /** What a call reaches: it may be a bridge, where the declaring class is not public. */
  private Method called(Method declared) {
    try {
      return bean.getMethod(declared.getName(), declared.getParameterTypes());
    } catch (NoSuchMethodException hidden) {
      return declared;
    }
  }

  /** The method of a subclass that takes the place of another one. */
  private static Optional<Method> overriding(Method declared, Method called) {
    if (called.equals(declared)) {
      return Optional.empty();
    }
    if (!called.isBridge()) {
      return Optional.of(called);
    }
    return Arrays.stream(called.getDeclaringClass().getDeclaredMethods())
        .filter(each -> !each.isBridge() && each.getName().equals(called.getName()))
        .filter(each -> isNarrower(each.getParameterTypes(), called.getParameterTypes()))
        .findFirst();
  }

  private static boolean isNarrower(Class<?>[] narrow, Class<?>[] wide) {
    boolean all = narrow.length == wide.length;
    for (int i = 0; all && i < wide.length; i++) {
      all = wide[i].isAssignableFrom(narrow[i]);
    }
    return all;
  }

  private List<Argument> arguments(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(
            type ->
                type == IncomingMetadata.class
                    ? Argument.METADATA
                    : type == ReceivedMessage.class ? Argument.MESSAGE : Argument.PAYLOAD)
        .toList();
  }

  /** Of the first parameter that has one. */
  private Type payload(Method method) {
    return Arrays.stream(method.getGenericParameterTypes())
        .filter(type -> type != IncomingMetadata.class)
        .findFirst()
        .map(this::unwrapped)
        .orElse(Object.class);
  }

  private Type unwrapped(Type declared) {
    Type type = DeclaredTypes.resolve(declared, closure);
    if (type instanceof ParameterizedType message
        && message.getRawType() == ReceivedMessage.class) {
      return DeclaredTypes.resolve(
          DeclaredTypes.bound(message.getActualTypeArguments()[0]), closure);
    }
    return type == ReceivedMessage.class ? Object.class : type;
  }

  private void faultSignature(
      Method method, boolean annotated, List<Argument> arguments, Type payload) {
    if (method.getReturnType() != void.class) {
      fault(
          method,
          "it returns %s, and nobody would get that. Let it return void; what it has to say it sends through a PikaBusConnection."
              .formatted(method.getGenericReturnType().getTypeName()));
    }
    long payloads = arguments.stream().filter(each -> each != Argument.METADATA).count();
    if (!annotated && !arguments.equals(List.of(Argument.MESSAGE))) {
      fault(
          method,
          "it has no annotation, and does not take a ReceivedMessage alone. Annotate it with @OnMessage, or give it another name if it is for something else.");
    } else if (payloads != 1 || arguments.size() - payloads > 1) {
      fault(
          method,
          "it takes %d payloads and %d metadata. Let it take one payload, or one ReceivedMessage, and IncomingMetadata once if it wants it."
              .formatted(payloads, arguments.size() - payloads));
    } else if (DeclaredTypes.isOpen(payload)) {
      fault(
          method,
          "its payload is declared with an open type variable, so that nothing says what bodies are. Declare a concrete type.");
    } else {
      JsonbTypes.undecodable(payload)
          .ifPresent(
              fault ->
                  fault(
                      method,
                      "no body can be decoded as %s: %s.".formatted(payload.getTypeName(), fault)));
    }
  }

  private List<TypePattern> patterns(Method method, @Nullable OnMessage annotation) {
    if (annotation == null || annotation.value().length == 0) {
      return List.of(TypePattern.REST);
    }
    List<TypePattern> patterns = new ArrayList<>();
    for (String written : annotation.value()) {
      try {
        patterns.add(new TypePattern(written));
      } catch (IllegalArgumentException unreadable) {
        fault(method, String.valueOf(unreadable.getMessage()));
      }
    }
    return patterns;
  }

  private void faultConflicts() {
    for (Conflict<ListenerMethod> each : Dispatch.conflicts(found)) {
      fault(
          "%s is taken by %s. Let one method take it."
              .formatted(
                  each.pattern().isRest()
                      ? "what no other method takes"
                      : "the MessageType '" + each.pattern() + "'",
                  each.targets().stream().map(ListenerMethod::where).collect(joining(" and by "))));
    }
  }

  private void fault(Method method, String sentence) {
    faults.add(
        "%s.%s: %s".formatted(method.getDeclaringClass().getName(), method.getName(), sentence));
  }

  private void fault(String sentence) {
    faults.add(bean.getName() + ": " + sentence);
  }
}
