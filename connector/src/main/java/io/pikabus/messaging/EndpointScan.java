package io.pikabus.messaging;

import io.pikabus.messaging.Endpoint.Kind;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Provider;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jspecify.annotations.Nullable;

/** Reads the endpoints out of what CDI has found of a bean. */
final class EndpointScan {

  private EndpointScan() {}

  /** The methods of a bean that have channels. */
  static <T> Stream<Endpoint> methods(AnnotatedType<T> type, Bean<?> bean, BeanManager beans) {
    return type.getMethods().stream()
        .filter(method -> !method.getJavaMember().isBridge())
        .flatMap(method -> method(method, type, bean, beans).stream());
  }

  private static <T> Optional<Endpoint> method(
      AnnotatedMethod<? super T> method, AnnotatedType<T> type, Bean<?> bean, BeanManager beans) {
    List<String> incoming = channels(method, Incoming.class, Incoming::value);
    List<String> outgoing = channels(method, Outgoing.class, Outgoing::value);
    if (incoming.isEmpty() && outgoing.isEmpty()) {
      return Optional.empty();
    }
    List<Type> parameters =
        method.getParameters().stream().map(AnnotatedParameter::getBaseType).toList();
    Type result = method.getBaseType();
    Set<Type> closure = type.getTypeClosure();
    Acknowledgment acknowledgment = method.getAnnotation(Acknowledgment.class);
    return Optional.of(
        new Endpoint(
            Kind.METHOD,
            bean.getBeanClass().getName() + "." + method.getJavaMember().getName(),
            method.getJavaMember(),
            bean.getBeanClass().getClassLoader(),
            incoming,
            outgoing,
            incoming.isEmpty() ? null : Signature.ofMethod(parameters, result, !outgoing.isEmpty()),
            acknowledgment == null ? null : acknowledgment.value(),
            incoming.isEmpty()
                ? Optional.empty()
                : PayloadTypes.ofHandler(parameters, result, closure),
            outgoing.isEmpty() ? Optional.empty() : PayloadTypes.ofResult(result, closure),
            transactional(method, type, bean, beans),
            Modifier.isPrivate(method.getJavaMember().getModifiers())
                && beans.isNormalScope(bean.getScope())));
  }

  /** An injection point that has a channel. */
  static Optional<Endpoint> injection(InjectionPoint point) {
    Channel channel = point.getAnnotated().getAnnotation(Channel.class);
    if (channel == null) {
      return Optional.empty();
    }
    Class<?> declaring = point.getMember().getDeclaringClass();
    String where = declaring.getName() + "." + point.getMember().getName();
    Type type = unwrap(point.getType());
    if (isEmitter(type)) {
      return Optional.of(
          Endpoint.emitter(
              where,
              point.getMember(),
              declaring.getClassLoader(),
              channel.value(),
              PayloadTypes.ofEmitter(type)));
    }
    return Optional.of(
        Endpoint.stream(
            where,
            point.getMember(),
            declaring.getClassLoader(),
            channel.value(),
            type,
            PayloadTypes.of(type, Set.of())));
  }

  /** By name: not every server has the second one. */
  private static boolean isEmitter(Type type) {
    Type raw = type instanceof ParameterizedType generic ? generic.getRawType() : type;
    return raw.getTypeName().equals("org.eclipse.microprofile.reactive.messaging.Emitter")
        || raw.getTypeName().equals("io.smallrye.reactive.messaging.MutinyEmitter");
  }

  private static Type unwrap(Type type) {
    return type instanceof ParameterizedType generic
            && (generic.getRawType() == Instance.class || generic.getRawType() == Provider.class)
        ? generic.getActualTypeArguments()[0]
        : type;
  }

  /** Several are in a container annotation, which not every server has. */
  private static <A extends Annotation> List<String> channels(
      Annotated method, Class<A> kind, Function<A, String> name) {
    try {
      return method.getAnnotations(kind).stream().map(name).toList();
    } catch (TypeNotPresentException containerAbsent) {
      A only = method.getAnnotation(kind);
      return only == null ? List.of() : List.of(name.apply(only));
    }
  }

  /** As interceptors are bound: the method's, else the class's, else a stereotype's. */
  private static @Nullable TxType transactional(
      Annotated method, Annotated type, Bean<?> bean, BeanManager beans) {
    return Stream.concat(
            Stream.of(method, type).map(each -> each.getAnnotation(Transactional.class)),
            bean.getStereotypes().stream()
                .flatMap(each -> beans.getStereotypeDefinition(each).stream())
                .map(each -> each instanceof Transactional bound ? bound : null))
        .filter(Objects::nonNull)
        .findFirst()
        .map(Transactional::value)
        .orElse(null);
  }
}
