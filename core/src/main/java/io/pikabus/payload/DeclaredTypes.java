package io.pikabus.payload;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the types mean that a method declares, in the class that has the method. Pure. */
public final class DeclaredTypes {

  private DeclaredTypes() {}

  /** A class with all that it extends and implements, as declared there. */
  public static Set<Type> closure(Class<?> type) {
    Set<Type> closure = new LinkedHashSet<>();
    add(type, closure);
    return closure;
  }

  private static void add(@Nullable Type type, Set<Type> closure) {
    if (type == null || !closure.add(type)) {
      return;
    }
    Type declared = type instanceof ParameterizedType generic ? generic.getRawType() : type;
    if (declared instanceof Class<?> raw) {
      add(raw.getGenericSuperclass(), closure);
      Arrays.stream(raw.getGenericInterfaces()).forEach(each -> add(each, closure));
    }
  }

  /**
   * The meaning of a type variable; any other type is what it is.
   *
   * @param closure all types of the class, to give variables their meaning
   * @return a variable when it has none
   */
  public static Type resolve(Type type, Set<Type> closure) {
    if (!(type instanceof TypeVariable<?> variable)) {
      return type;
    }
    for (Type each : closure) {
      if (each instanceof ParameterizedType declared
          && declared.getRawType().equals(variable.getGenericDeclaration())) {
        TypeVariable<?>[] names = ((Class<?>) declared.getRawType()).getTypeParameters();
        int index = List.of(names).indexOf(variable);
        Type actual = declared.getActualTypeArguments()[index];
        return actual.equals(variable) ? variable : resolve(actual, closure);
      }
    }
    return variable;
  }

  /** What a wildcard stands for; any other type is what it is. */
  public static Type bound(Type type) {
    return type instanceof WildcardType wildcard
        ? wildcard.getLowerBounds().length > 0
            ? wildcard.getLowerBounds()[0]
            : wildcard.getUpperBounds()[0]
        : type;
  }

  /** Whether a variable is left, also inside another type. */
  public static boolean isOpen(Type type) {
    if (type instanceof ParameterizedType generic) {
      return Arrays.stream(generic.getActualTypeArguments()).anyMatch(DeclaredTypes::isOpen);
    }
    if (type instanceof GenericArrayType array) {
      return isOpen(array.getGenericComponentType());
    }
    return bound(type) instanceof TypeVariable<?>;
  }
}
