package io.pikabus.bus;

import io.pikabus.MessageType;
import io.pikabus.config.MessageTypeFrom;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names the type of a message by the class of its payload. Pure. */
final class PayloadTypeName {

  /** By name: it may be absent. Its implementations are no classes of an application. */
  private static final String JSON_VALUE = "jakarta.json.JsonValue";

  private PayloadTypeName() {}

  /**
   * The type of a message whose sender says none.
   *
   * @return null when there is none: by the setting, or because the payload's class says nothing of
   *     what it means, as that of a string, a number, a collection, a map, an array or JSON
   */
  static @Nullable String of(@Nullable Object payload, MessageTypeFrom from) {
    if (payload == null || from == MessageTypeFrom.NONE) {
      return null;
    }
    Class<?> type = payload.getClass();
    while (type.isAnonymousClass()) {
      type = type.getSuperclass();
    }
    MessageType named = type.getAnnotation(MessageType.class);
    if (named != null) {
      return named.value();
    }
    if (from == MessageTypeFrom.ANNOTATION || isGeneral(type)) {
      return null;
    }
    return from == MessageTypeFrom.CLASS ? type.getName() : type.getSimpleName();
  }

  private static boolean isGeneral(Class<?> type) {
    return type.isArray()
        || type.getPackageName().startsWith("java.")
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type)
        || CharSequence.class.isAssignableFrom(type)
        || isJson(type);
  }

  private static boolean isJson(@Nullable Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Class<?> implemented : each.getInterfaces()) {
        if (implemented.getName().equals(JSON_VALUE) || isJson(implemented)) {
          return true;
        }
      }
    }
    return false;
  }
}
