package io.pikabus.messaging;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.enterprise.util.AnnotationLiteral;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Puts {@link RefusingInterceptor} around the handlers that take a {@code Message}. A class or
 * method that cannot be intercepted, because it is final, static or private, is left as it is.
 */
public class MessageHandlers implements Extension {

  private static final RefusesOnFailure BINDING = new Binding();

  <T> void intercept(@Observes @WithAnnotations(Incoming.class) ProcessAnnotatedType<T> found) {
    if (Modifier.isFinal(found.getAnnotatedType().getJavaClass().getModifiers())) {
      return;
    }
    if (found.getAnnotatedType().getMethods().stream().anyMatch(MessageHandlers::isOne)) {
      found
          .configureAnnotatedType()
          .filterMethods(MessageHandlers::isOne)
          .forEach(method -> method.add(BINDING));
    }
  }

  private static boolean isOne(AnnotatedMethod<?> method) {
    Method declared = method.getJavaMember();
    int unsuitable = Modifier.FINAL | Modifier.STATIC | Modifier.PRIVATE;
    return method.isAnnotationPresent(Incoming.class)
        && (declared.getModifiers() & unsuitable) == 0
        && declared.getParameterCount() == 1
        && declared.getParameterTypes()[0] == Message.class
        && (declared.getReturnType() == Message.class
            || CompletionStage.class.isAssignableFrom(declared.getReturnType()));
  }

  private static final class Binding extends AnnotationLiteral<RefusesOnFailure>
      implements RefusesOnFailure {
    private static final long serialVersionUID = 1L;
  }
}
