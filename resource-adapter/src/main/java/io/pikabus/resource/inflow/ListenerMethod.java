package io.pikabus.resource.inflow;

import io.pikabus.IncomingMetadata;
import io.pikabus.ReceivedMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

/**
 * A method that takes messages.
 *
 * @param method of the bean's class; public
 * @param payload what bodies are decoded to
 * @param arguments what it is called with
 */
record ListenerMethod(Method method, Type payload, List<Argument> arguments) {

  /** What a parameter takes. */
  enum Argument {
    PAYLOAD,
    METADATA,
    /** Both. */
    MESSAGE;

    Object of(Object payload, IncomingMetadata metadata) {
      return switch (this) {
        case PAYLOAD -> payload;
        case METADATA -> metadata;
        case MESSAGE -> ReceivedMessage.of(payload, metadata);
      };
    }
  }

  /** For people. */
  String where() {
    return method.getDeclaringClass().getName() + "." + method.getName();
  }

  /**
   * Calls it.
   *
   * @param endpoint a container's proxy; either a subclass of the bean's or only alike
   * @throws Exception the bean's own, out of the container's wrappings
   */
  void call(Object endpoint, Object payload, IncomingMetadata metadata) throws Exception {
    Object[] with = arguments.stream().map(each -> each.of(payload, metadata)).toArray();
    try {
      on(endpoint).invoke(endpoint, with);
    } catch (InvocationTargetException failed) {
      throw BeanFailure.of(failed);
    }
  }

  private Method on(Object endpoint) throws NoSuchMethodException {
    return method.getDeclaringClass().isInstance(endpoint)
        ? method
        : endpoint.getClass().getMethod(method.getName(), method.getParameterTypes());
  }
}
