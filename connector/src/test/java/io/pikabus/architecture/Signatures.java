package io.pikabus.architecture;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What others can see of a type, one line for each thing that they may rely on. */
final class Signatures {

  /** Every type has them. */
  private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

  private Signatures() {}

  /** The type, then its members in alphabetical order, indented. */
  static List<String> of(Class<?> type) {
    List<String> members = new ArrayList<>();
    for (Constructor<?> each : type.getDeclaredConstructors()) {
      if (isSeen(each.getModifiers(), type) && !each.isSynthetic()) {
        members.add(modifiers(each.getModifiers()) + type.getSimpleName() + parameters(each));
      }
    }
    for (Method each : type.getDeclaredMethods()) {
      if (isSeen(each.getModifiers(), type)
          && !each.isSynthetic()
          && !OF_EVERY_OBJECT.contains(each.getName())) {
        members.add(method(each));
      }
    }
    for (Field each : type.getDeclaredFields()) {
      if (isSeen(each.getModifiers(), type) && !each.isSynthetic()) {
        members.add(
            modifiers(each.getModifiers()) + name(each.getAnnotatedType()) + " " + each.getName());
      }
    }
    return Stream.concat(
            Stream.of(declaration(type)), members.stream().sorted().map(line -> "  " + line))
        .toList();
  }

  private static boolean isSeen(int modifiers, Class<?> type) {
    return Modifier.isPublic(modifiers)
        || (Modifier.isProtected(modifiers) && !Modifier.isFinal(type.getModifiers()));
  }

  private static String declaration(Class<?> type) {
    StringBuilder line = new StringBuilder();
    line.append(
        modifiers(
            type.isInterface() ? type.getModifiers() & ~Modifier.ABSTRACT : type.getModifiers()));
    line.append(
        type.isInterface()
            ? "interface "
            : type.isEnum() ? "enum " : type.isRecord() ? "record " : "class ");
    line.append(type.getName().replace('$', '.')).append(variables(type.getTypeParameters()));
    AnnotatedType above = type.getAnnotatedSuperclass();
    if (above != null && !type.isEnum() && !type.isRecord() && above.getType() != Object.class) {
      line.append(" extends ").append(name(above));
    }
    List<String> interfaces =
        Arrays.stream(type.getAnnotatedInterfaces()).map(Signatures::name).toList();
    if (!interfaces.isEmpty()) {
      line.append(type.isInterface() ? " extends " : " implements ")
          .append(String.join(", ", interfaces));
    }
    Class<?>[] permitted = type.getPermittedSubclasses();
    if (permitted != null) {
      line.append(" permits ")
          .append(
              Arrays.stream(permitted).map(Class::getSimpleName).sorted().collect(joining(", ")));
    }
    return line.toString();
  }

  private static String method(Method each) {
    String variables = variables(each.getTypeParameters());
    return modifiers(each.getModifiers())
        + (each.isDefault() ? "default " : "")
        + (variables.isEmpty() ? "" : variables + " ")
        + name(each.getAnnotatedReturnType())
        + " "
        + each.getName()
        + parameters(each);
  }

  private static String parameters(Executable each) {
    AnnotatedType[] thrown = each.getAnnotatedExceptionTypes();
    String parameters =
        Arrays.stream(each.getAnnotatedParameterTypes())
            .map(Signatures::name)
            .collect(joining(", ", "(", ")"));
    return (each.isVarArgs() ? parameters.replaceFirst("\\[\\]\\)$", "...)") : parameters)
        + (thrown.length == 0
            ? ""
            : Arrays.stream(thrown).map(Signatures::name).collect(joining(", ", " throws ", "")));
  }

  private static String variables(TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(
                each ->
                    each.getName()
                        + Arrays.stream(each.getAnnotatedBounds())
                            .map(Signatures::name)
                            .filter(bound -> !bound.equals("Object"))
                            .map(bound -> " extends " + bound)
                            .collect(joining()))
            .collect(joining(", ", "<", ">"));
  }

  /** Without packages, with what may be null. */
  private static String name(AnnotatedType type) {
    return type.toString()
        .replaceAll("((?:\\w+\\.)*)@org\\.jspecify\\.annotations\\.Nullable\\(\\) ", "@Nullable ")
        .replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])", "")
        .replace('$', '.');
  }

  private static String modifiers(int modifiers) {
    int shown =
        modifiers
            & (Modifier.PUBLIC
                | Modifier.PROTECTED
                | Modifier.STATIC
                | Modifier.ABSTRACT
                | Modifier.FINAL);
    return shown == 0 ? "" : Modifier.toString(shown) + " ";
  }
}
