package io.pikabus.payload;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds types that JSON-B can never read or write, whatever the body. What works sometimes is not
 * judged. The rules are those of Yasson, which both servers have; its test compares every rule with
 * what Yasson does. Pure.
 *
 * <p>Annotations are found by their names: a service of strings alone needs no JSON-B.
 */
public final class JsonbTypes {

  private static final String BINDING = "jakarta.json.bind.annotation.";

  private final boolean decodes;
  private final Set<Type> seen = new HashSet<>();

  private JsonbTypes(boolean decodes) {
    this.decodes = decodes;
  }

  /**
   * Why no body can be decoded as a type.
   *
   * @return what is wrong with the type and what to do about it; empty when nothing is known
   */
  public static Optional<String> undecodable(Type type) {
    return new JsonbTypes(true).fault(type, false);
  }

  /** Why no payload that is declared with a type can be encoded, likewise. */
  public static Optional<String> unencodable(Type type) {
    return new JsonbTypes(false).fault(type, false);
  }

  /**
   * Looks at a type and at what it is made of.
   *
   * @param nested whether it is the type of a property: then only what fails without the property
   *     in the body counts
   */
  private Optional<String> fault(Type type, boolean nested) {
    if (!seen.add(type)) {
      return Optional.empty();
    }
    if (type instanceof Class<?> plain) {
      return plain.isArray() ? fault(plain.getComponentType(), nested) : ofClass(plain, nested);
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      return firstOf(
          ofClass(raw, nested),
          openProperty(generic, raw),
          firstOf(elements(generic, raw).map(each -> fault(each, nested))));
    }
    if (type instanceof WildcardType wildcard) {
      return fault(
          wildcard.getLowerBounds().length > 0
              ? wildcard.getLowerBounds()[0]
              : wildcard.getUpperBounds()[0],
          nested);
    }
    return type instanceof GenericArrayType && decodes && !nested
        ? Optional.of(
            "it is an array of a generic type, whose elements JSON-B does not find. Take a List instead")
        : Optional.empty();
  }

  /** Of a map the values: its keys are names in JSON. */
  private static Stream<Type> elements(ParameterizedType generic, Class<?> raw) {
    Type[] arguments = generic.getActualTypeArguments();
    return Map.class.isAssignableFrom(raw) && arguments.length > 1
        ? Stream.of(arguments[1])
        : Arrays.stream(arguments);
  }

  private Optional<String> ofClass(Class<?> type, boolean nested) {
    if (isOfThePlatform(type)) {
      return decodes && !nested ? unknownInterface(type) : Optional.empty();
    }
    if (type.isEnum() || type.isAnnotation()) {
      return Optional.empty();
    }
    Optional<String> hidden = hidden(type, nested);
    if (hidden.isPresent() || isCustomized(type)) {
      return hidden;
    }
    return firstOf(
        decodes && !nested ? unmakeable(type) : Optional.empty(),
        decodes && type.isRecord() ? openComponent(type) : Optional.empty(),
        isAnnotated(type, "JsonbVisibility") || isContainer(type)
            ? Optional.empty()
            : firstOf(properties(type).map(each -> fault(each, true))));
  }

  private static boolean isOfThePlatform(Class<?> type) {
    return type.isPrimitive()
        || Stream.of("java.", "javax.", "jakarta.").anyMatch(type.getName()::startsWith);
  }

  private static boolean isContainer(Class<?> type) {
    return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
  }

  private static Optional<String> unknownInterface(Class<?> type) {
    boolean isKnown =
        !type.isInterface()
            || isContainer(type)
            || type.getName().startsWith("jakarta.json.")
            || type == java.nio.file.Path.class;
    return isKnown
        ? Optional.empty()
        : Optional.of(
            "%s is an interface, and nothing says which class to make. Take a class or record instead"
                .formatted(type.getName()));
  }

  /** What is not public, JSON-B may not call; nested, it fails as soon as there is a property. */
  private Optional<String> hidden(Class<?> type, boolean nested) {
    boolean needsPublic = decodes && (type.isRecord() || creators(type).findAny().isPresent());
    if (Modifier.isPublic(type.getModifiers())
        || Modifier.isProtected(type.getModifiers()) && !needsPublic) {
      return Optional.empty();
    }
    boolean isMade = !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
    boolean fails = isMade && (decodes && !nested && !isCustomized(type) || hasProperties(type));
    return fails
        ? Optional.of(
            "the %s %s is not public, and JSON-B reads no other. Make it public"
                .formatted(type.isRecord() ? "record" : "class", type.getName()))
        : Optional.empty();
  }

  private static boolean hasProperties(Class<?> type) {
    return type.isRecord()
        ? type.getRecordComponents().length > 0
        : Stream.of(type.getDeclaredMethods()).anyMatch(JsonbTypes::isGetter)
            || Stream.of(type.getDeclaredFields()).anyMatch(JsonbTypes::isOfAnInstance);
  }

  private boolean isCustomized(Class<?> type) {
    return isAnnotated(type, "JsonbTypeAdapter")
        || isAnnotated(type, decodes ? "JsonbTypeDeserializer" : "JsonbTypeSerializer");
  }

  /** A type of which no object can be made. */
  private static Optional<String> unmakeable(Class<?> type) {
    List<Member> creators = creators(type).toList();
    String name = type.getName();
    if (!creators.isEmpty()) {
      return creators.stream().anyMatch(each -> Modifier.isPublic(each.getModifiers()))
          ? Optional.empty()
          : Optional.of("the @JsonbCreator of %s is not public. Make it public".formatted(name));
    }
    if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
      return isAnnotated(type, "JsonbTypeInfo")
          ? Optional.empty()
          : Optional.of(
              "%s is %s, and nothing says which class to make. Take a class or record, or annotate it with @JsonbTypeInfo"
                  .formatted(name, type.isInterface() ? "an interface" : "abstract"));
    }
    if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
      return Optional.of(
          "%s is an inner class, and there is no object around it. Make it static".formatted(name));
    }
    if (type.isRecord()) {
      return type.getDeclaredConstructors().length == 1
          ? Optional.empty()
          : Optional.of(
              "the record %s has more than one constructor. Annotate the one to call with @JsonbCreator"
                  .formatted(name));
    }
    return Stream.of(type.getDeclaredConstructors())
            .filter(each -> each.getParameterCount() == 0)
            .anyMatch(each -> (each.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
        ? Optional.empty()
        : Optional.of(
            "%s has neither a public constructor without parameters nor a @JsonbCreator. Add one, or make it a record"
                .formatted(name));
  }

  private static Stream<Member> creators(Class<?> type) {
    Stream<Constructor<?>> constructors = Stream.of(type.getDeclaredConstructors());
    Stream<Method> methods = Stream.of(type.getDeclaredMethods());
    return Stream.concat(
        constructors.filter(each -> isAnnotated(each, "JsonbCreator")).map(Member.class::cast),
        methods.filter(each -> isAnnotated(each, "JsonbCreator")).map(Member.class::cast));
  }

  /** Yasson does not know the arguments of a record, and fails for each body. */
  private static Optional<String> openComponent(Class<?> record) {
    return Stream.of(record.getRecordComponents())
        .filter(each -> each.getGenericType() instanceof TypeVariable<?>)
        .findFirst()
        .map(
            each ->
                "the record %s is generic, and JSON-B does not find the type of its component '%s'. Make it a class, or a record without type parameters"
                    .formatted(record.getName(), each.getName()));
  }

  /** As above, for the property of a class whose type argument is a wildcard. */
  private Optional<String> openProperty(ParameterizedType generic, Class<?> raw) {
    boolean isOpen =
        decodes
            && !isOfThePlatform(raw)
            && Stream.of(generic.getActualTypeArguments()).anyMatch(WildcardType.class::isInstance)
            && properties(raw).anyMatch(TypeVariable.class::isInstance);
    return isOpen
        ? Optional.of(
            "%s has a wildcard, which JSON-B does not resolve. Name the type"
                .formatted(generic.getTypeName()))
        : Optional.empty();
  }

  private Stream<Type> properties(Class<?> type) {
    if (type.isRecord()) {
      return Stream.of(type.getRecordComponents())
          .filter(each -> isPlain(each.getAccessor()))
          .map(RecordComponent::getGenericType);
    }
    return Stream.concat(
        Stream.of(type.getFields())
            .filter(each -> isOfAnInstance(each) && isPlain(each))
            .map(each -> each.getGenericType()),
        Stream.of(type.getMethods())
            .filter(each -> isPlain(each) && !each.isBridge())
            .filter(each -> decodes ? isSetter(each) : isGetter(each))
            .filter(each -> each.getDeclaringClass() != Object.class && isFieldPlain(each))
            .map(
                each ->
                    decodes ? each.getGenericParameterTypes()[0] : each.getGenericReturnType()));
  }

  private static boolean isGetter(Method method) {
    return method.getName().matches("(get|is).+")
        && method.getParameterCount() == 0
        && method.getReturnType() != void.class
        && isOfAnInstance(method);
  }

  private static boolean isSetter(Method method) {
    return method.getName().matches("set.+")
        && method.getParameterCount() == 1
        && isOfAnInstance(method);
  }

  private static boolean isOfAnInstance(Member member) {
    return Modifier.isPublic(member.getModifiers())
        && (member.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0;
  }

  /** Without an annotation that changes how the property is read, or leaves it out. */
  private static boolean isPlain(AnnotatedElement member) {
    return Stream.of(
            "JsonbTransient", "JsonbTypeAdapter", "JsonbTypeDeserializer", "JsonbTypeSerializer")
        .noneMatch(each -> isAnnotated(member, each));
  }

  /** The annotation may stand on the field behind the accessor, or on its counterpart. */
  private static boolean isFieldPlain(Method accessor) {
    String property = accessor.getName().replaceFirst("^(get|set|is)", "");
    Class<?> declaring = accessor.getDeclaringClass();
    return Stream.concat(
            Stream.of(declaring.getDeclaredFields())
                .filter(each -> each.getName().equalsIgnoreCase(property)),
            Stream.of(declaring.getDeclaredMethods())
                .filter(each -> each.getName().matches("(get|set|is)" + property)))
        .allMatch(JsonbTypes::isPlain);
  }

  private static boolean isAnnotated(AnnotatedElement element, String binding) {
    return Stream.of(element.getDeclaredAnnotations())
        .anyMatch(each -> each.annotationType().getName().equals(BINDING + binding));
  }

  @SafeVarargs
  private static Optional<String> firstOf(Optional<String>... faults) {
    return firstOf(Stream.of(faults));
  }

  private static Optional<String> firstOf(Stream<Optional<String>> faults) {
    return faults.flatMap(Optional::stream).findFirst();
  }
}
