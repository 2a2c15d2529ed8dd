package io.pikabus.payload;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbException;
import jakarta.json.bind.adapter.JsonbAdapter;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.stream.JsonParser;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each verdict beside what Yasson does. */
@SuppressWarnings({
  "unused",
  "ClassCanBeStatic",
  "EffectivelyPrivate"
}) // Kinds of types, as applications may have them.
class JsonbTypesTest {

  private static final String OBJECT = "{\"id\":\"7\"}";
  private static final String VALUE = "{\"value\":{\"id\":\"7\"}}";
  private static final String VALUES = "{\"value\":[{\"id\":\"7\"}]}";
  private static final Jsonb JSONB = JsonbBuilder.create();

  public record Public(String id) {}

  record PackagePrivate(String id) {}

  private record Private(String id) {}

  protected record Protected(String id) {}

  public static class Bean {
    private String id = "";

    public String getId() {
      return id;
    }

    public void setId(String id) {
      this.id = id;
    }
  }

  public static class Fields {
    public String id = "";
  }

  static class PackagePrivateBean {
    public String id = "";
  }

  protected static class ProtectedBean {
    public String id = "";

    public ProtectedBean() {}
  }

  static class WithoutProperties {}

  public static class HiddenConstructor {
    public String id = "";

    HiddenConstructor() {}
  }

  public static class ProtectedConstructor {
    public String id = "";

    protected ProtectedConstructor() {}
  }

  public static class NeedsArguments {
    public String id;

    public NeedsArguments(String id) {
      this.id = id;
    }
  }

  public static class Created {
    public String id;

    @JsonbCreator
    public Created(@JsonbProperty("id") String id) {
      this.id = id;
    }
  }

  public static class CreatedInSecret {
    public String id;

    @JsonbCreator
    CreatedInSecret(@JsonbProperty("id") String id) {
      this.id = id;
    }
  }

  public static class MadeByFactory {
    public String id = "";

    private MadeByFactory() {}

    @JsonbCreator
    public static MadeByFactory of(@JsonbProperty("id") String id) {
      MadeByFactory made = new MadeByFactory();
      made.id = id;
      return made;
    }
  }

  public class Inner {
    public String id = "";
  }

  public interface Shape {
    String getId();
  }

  public abstract static class Abstract {
    public String id = "";
  }

  @JsonbTypeInfo(@JsonbSubtype(alias = "circle", type = Circle.class))
  public interface Typed {}

  public interface BelowTyped extends Typed {}

  public static class Circle implements BelowTyped {
    public String id = "";
  }

  public sealed interface Sealed permits Only {}

  public record Only(String id) implements Sealed {}

  public interface FactoryOfItself {
    @JsonbCreator
    static FactoryOfItself of(@JsonbProperty("id") String id) {
      return new FactoryOfItself() {};
    }
  }

  enum Hidden {
    ONE
  }

  public record Generic<T>(String id, T value) {}

  public record GenericList<T>(List<T> value) {}

  public record GenericInName<T>(String id) {}

  public static class GenericBean<T> {
    public T value;
  }

  public static class Bound extends GenericBean<Public> {}

  public record Constructors(String id, int count) {
    public Constructors(String id) {
      this(id, 1);
    }
  }

  public record ConstructorsWithCreator(String id, int count) {
    @JsonbCreator
    public ConstructorsWithCreator {}

    public ConstructorsWithCreator(String id) {
      this(id, 1);
    }
  }

  @JsonbTypeDeserializer(Reader.class)
  public interface Read {}

  public static class Reader implements JsonbDeserializer<Read> {
    @Override
    public Read deserialize(JsonParser parser, DeserializationContext context, Type type) {
      parser.skipObject();
      return new Read() {};
    }
  }

  @JsonbTypeAdapter(Adapter.class)
  public interface Adapted {}

  public static class Adapter implements JsonbAdapter<Adapted, Map<String, Object>> {
    @Override
    public Map<String, Object> adaptToJson(Adapted adapted) {
      return Map.of();
    }

    @Override
    public Adapted adaptFromJson(Map<String, Object> map) {
      return new Adapted() {};
    }
  }

  @JsonbTypeAdapter(AdapterOfHidden.class)
  record AdaptedButHidden(String id) {}

  public static class AdapterOfHidden implements JsonbAdapter<AdaptedButHidden, String> {
    @Override
    public String adaptToJson(AdaptedButHidden adapted) {
      return adapted.id();
    }

    @Override
    public AdaptedButHidden adaptFromJson(String id) {
      return new AdaptedButHidden(id);
    }
  }

  static class House {
    public static class Room {
      public String id = "";
    }

    public record Door(String id) {}
  }

  public record HoldsHidden(PackagePrivate value) {}

  public record HoldsHiddenDeeply(List<HoldsHidden> value) {}

  public static class HoldsHiddenInField {
    public PackagePrivate value;
  }

  public static class SetsHidden {
    private PackagePrivate value = new PackagePrivate("");

    public void setValue(PackagePrivate value) {
      this.value = value;
    }

    public PackagePrivate getValue() {
      return value;
    }
  }

  public static class LeavesHiddenOut {
    @JsonbTransient private PackagePrivate value = new PackagePrivate("");

    public void setValue(PackagePrivate value) {
      this.value = value;
    }

    public PackagePrivate getValue() {
      return value;
    }
  }

  public record HoldsGeneric(Generic<String> value) {}

  public record HoldsInterface(Shape shape) {}

  public static class Tree {
    public List<Tree> children = new ArrayList<>();
    public String id = "";
  }

  /** Types as parameters have them. */
  interface Parameters {
    void generic(Generic<String> it);

    void genericList(GenericList<Public> it);

    void genericInName(GenericInName<Public> it);

    void genericBean(GenericBean<Public> it);

    void genericBeanOfHidden(GenericBean<PackagePrivate> it);

    void genericBeanOfAny(GenericBean<?> it);

    void genericBeanOfSome(GenericBean<? extends Public> it);

    void list(List<Public> it);

    void listOfSome(List<? extends Public> it);

    void listOfAny(List<?> it);

    void listOfHidden(List<PackagePrivate> it);

    void listOfGeneric(List<Generic<String>> it);

    void listOfInterfaces(List<Shape> it);

    void set(Set<PackagePrivateBean> it);

    void map(Map<String, Public> it);

    void mapOfHidden(Map<String, PackagePrivate> it);

    void mapByHidden(Map<Hidden, String> it);

    void sorted(SortedMap<String, Public> it);

    void concurrent(ConcurrentMap<String, Public> it);

    void linked(LinkedHashMap<String, Public> it);

    void collection(Collection<Public> it);

    void deque(Deque<Public> it);

    void optional(Optional<Public> it);

    void optionalOfHidden(Optional<PackagePrivate> it);

    void iterable(Iterable<Public> it);

    void genericArray(List<String>[] it);
  }

  private static Type parameter(String method) {
    return Stream.of(Parameters.class.getDeclaredMethods())
        .filter(each -> each.getName().equals(method))
        .findFirst()
        .orElseThrow()
        .getGenericParameterTypes()[0];
  }

  private static Arguments parameter(String method, String body) {
    return Arguments.of(parameter(method), body);
  }

  static Stream<Arguments> types() {
    String map = "{\"k\":" + OBJECT + "}";
    String list = "[" + OBJECT + "]";
    return Stream.of(
            Stream.of(
                    Public.class,
                    PackagePrivate.class,
                    Private.class,
                    Protected.class,
                    Bean.class,
                    Fields.class,
                    PackagePrivateBean.class,
                    ProtectedBean.class,
                    WithoutProperties.class,
                    HiddenConstructor.class,
                    ProtectedConstructor.class,
                    NeedsArguments.class,
                    Created.class,
                    CreatedInSecret.class,
                    MadeByFactory.class,
                    Inner.class,
                    Shape.class,
                    Abstract.class,
                    Sealed.class,
                    FactoryOfItself.class,
                    Generic.class,
                    GenericBean.class,
                    Constructors.class,
                    ConstructorsWithCreator.class,
                    Read.class,
                    Adapted.class,
                    House.Room.class,
                    House.Door.class,
                    HoldsInterface.class,
                    Tree.class,
                    Object.class,
                    JsonObject.class,
                    JsonValue.class,
                    Map.class,
                    Runnable.class,
                    Serializable.class)
                .map(type -> Arguments.of(type, OBJECT)),
            Stream.of(
                    HoldsHidden.class,
                    HoldsHiddenDeeply.class,
                    HoldsHiddenInField.class,
                    SetsHidden.class,
                    LeavesHiddenOut.class,
                    HoldsGeneric.class,
                    Bound.class,
                    Only.class)
                .map(type -> Arguments.of(type, "{}")),
            Stream.of(
                Arguments.of(Typed.class, "{\"@type\":\"circle\"}"),
                Arguments.of(BelowTyped.class, "{\"@type\":\"circle\"}"),
                Arguments.of(AdaptedButHidden.class, "\"7\""),
                Arguments.of(Hidden.class, "\"ONE\""),
                Arguments.of(DayOfWeek.class, "\"MONDAY\""),
                Arguments.of(Integer.class, "1"),
                Arguments.of(long.class, "1"),
                Arguments.of(BigDecimal.class, "1"),
                Arguments.of(Number.class, "1"),
                Arguments.of(Instant.class, "\"2026-01-01T00:00:00Z\""),
                Arguments.of(UUID.class, "\"7d444840-9dc0-11d1-b245-5ffdce74fad2\""),
                Arguments.of(Path.class, "\"a\""),
                Arguments.of(List.class, "[1]"),
                Arguments.of(int[].class, "[1]"),
                Arguments.of(Public[].class, list),
                Arguments.of(PackagePrivate[].class, list),
                Arguments.of(Inner[].class, list)),
            Stream.of(
                parameter("generic", "{\"id\":\"7\",\"value\":\"v\"}"),
                parameter("genericList", VALUES),
                parameter("genericInName", OBJECT),
                parameter("genericBean", VALUE),
                parameter("genericBeanOfHidden", VALUE),
                parameter("genericBeanOfAny", VALUE),
                parameter("genericBeanOfSome", VALUE),
                parameter("list", list),
                parameter("listOfSome", list),
                parameter("listOfAny", list),
                parameter("listOfHidden", list),
                parameter("listOfGeneric", list),
                parameter("listOfInterfaces", list),
                parameter("set", list),
                parameter("map", map),
                parameter("mapOfHidden", map),
                parameter("mapByHidden", "{\"ONE\":\"x\"}"),
                parameter("sorted", map),
                parameter("concurrent", map),
                parameter("linked", map),
                parameter("collection", list),
                parameter("deque", list),
                parameter("optional", OBJECT),
                parameter("optionalOfHidden", OBJECT),
                parameter("iterable", list),
                parameter("genericArray", "[[\"a\"]]")))
        .flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("types")
  void a_type_is_undecodable_if_and_only_if_yasson_cannot_read_it(Type type, String body) {
    assertThat(JsonbTypes.undecodable(type).isEmpty())
        .as("%s: %s", type.getTypeName(), JsonbTypes.undecodable(type))
        .isEqualTo(canRead(body, type));
  }

  private static boolean canRead(String body, Type type) {
    try {
      return JSONB.fromJson(body, type) != null;
    } catch (JsonbException unreadable) {
      return false;
    }
  }

  static Stream<Object> payloads() {
    SetsHidden set = new SetsHidden();
    HoldsHiddenInField held = new HoldsHiddenInField();
    held.value = new PackagePrivate("7");
    return Stream.of(
        new Public("7"),
        new PackagePrivate("7"),
        new Private("7"),
        new Protected("7"),
        new Bean(),
        new PackagePrivateBean(),
        new ProtectedBean(),
        new WithoutProperties(),
        new NeedsArguments("7"),
        Hidden.ONE,
        new Generic<>("7", "v"),
        new Constructors("7"),
        new House.Door("7"),
        new AdaptedButHidden("7"),
        new HoldsHidden(null),
        set,
        held,
        new LeavesHiddenOut(),
        new PackagePrivate[] {new PackagePrivate("7")});
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void a_type_is_unencodable_if_and_only_if_yasson_cannot_write_it(Object payload) {
    assertThat(JsonbTypes.unencodable(payload.getClass()).isEmpty())
        .as("%s: %s", payload.getClass(), JsonbTypes.unencodable(payload.getClass()))
        .isEqualTo(canWrite(payload));
  }

  private static boolean canWrite(Object payload) {
    try {
      return JSONB.toJson(payload) != null;
    } catch (JsonbException unwritable) {
      return false;
    }
  }

  @Test
  void an_interface_can_be_sent() {
    assertThat(JsonbTypes.unencodable(Shape.class)).isEmpty();
    assertThat(JsonbTypes.unencodable(Runnable.class)).isEmpty();
  }

  @Test
  void a_fault_names_the_type_and_the_remedy() {
    assertThat(JsonbTypes.undecodable(parameter("listOfHidden")))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains("the record " + PackagePrivate.class.getName() + " is not public")
                    .endsWith("Make it public"));
    assertThat(JsonbTypes.undecodable(parameter("generic")))
        .hasValueSatisfying(text -> assertThat(text).contains("component 'value'"));
  }
}
