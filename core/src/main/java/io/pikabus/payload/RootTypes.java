package io.pikabus.payload;

import jakarta.json.JsonArray;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;

/** Which types a body may be decoded to that is an array. Pure. */
final class RootTypes {

  private RootTypes() {}

  /**
   * Whether an array can be meant. JSON-B takes the first element of an array for an object.
   *
   * @param type what the handler declares
   */
  static boolean mayBeArray(Type type) {
    if (type instanceof ParameterizedType generic) {
      return mayBeArray(generic.getRawType());
    }
    if (type instanceof Class<?> raw) {
      return raw.isArray()
          || Iterable.class.isAssignableFrom(raw)
          || raw.isAssignableFrom(JsonArray.class)
          || Map.class.isAssignableFrom(raw) // As a list of entries, where keys are objects.
          || raw == Optional.class
          || raw.isAnnotationPresent(JsonbTypeDeserializer.class)
          || raw.isAnnotationPresent(JsonbTypeAdapter.class);
    }
    return true; // A generic array, or a type that says nothing.
  }
}
