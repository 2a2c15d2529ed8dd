package io.pikabus.resource.inflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.IncomingMetadata;
import io.pikabus.OnMessage;
import io.pikabus.PikaBusListener;
import io.pikabus.ReceivedMessage;
import io.pikabus.bus.Dispatch;
import io.pikabus.config.TypePattern;
import io.pikabus.resource.inflow.ListenerMethod.Argument;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Over classes as applications write them; nobody calls them. */
class ListenerScanTest {

  public record Order(String id) {}

  public record Paid(String id) {}

  public static class Shop implements PikaBusListener {
    @OnMessage("shop.Order")
    public void ordered(Order order) {}

    @OnMessage({"shop.Paid", "bank.*"})
    public void paid(IncomingMetadata metadata, Paid paid) {}

    @OnMessage
    public void rest(byte[] body) {}

    public void helper(String anything) {}
  }

  private static Dispatch<ListenerMethod> dispatch(Class<?> bean) {
    ListenerScan.Result result = ListenerScan.of(bean);
    assertThat(result.faults()).isEmpty();
    return new Dispatch<>(result.takers());
  }

  private static ListenerMethod taker(Class<?> bean, @Nullable String type) {
    return dispatch(bean).target(type).orElseThrow();
  }

  private static List<String> faults(Class<?> bean) {
    return ListenerScan.of(bean).faults();
  }

  @Test
  void methods_take_the_types_that_they_name() {
    assertThat(taker(Shop.class, "shop.Order").method().getName()).isEqualTo("ordered");
    assertThat(taker(Shop.class, "shop.Paid").method().getName()).isEqualTo("paid");
    assertThat(taker(Shop.class, "bank.Anything").method().getName()).isEqualTo("paid");
    assertThat(taker(Shop.class, "other").method().getName()).isEqualTo("rest");
    assertThat(taker(Shop.class, null).method().getName()).isEqualTo("rest");
    assertThat(dispatch(Shop.class).handled())
        .extracting(TypePattern::text)
        .containsExactly("shop.Order", "shop.Paid", "bank.*", "*");
  }

  @Test
  void parameters_are_a_payload_and_metadata_in_either_order() {
    assertThat(taker(Shop.class, "shop.Order").payload()).isEqualTo(Order.class);
    assertThat(taker(Shop.class, "shop.Paid").payload()).isEqualTo(Paid.class);
    assertThat(taker(Shop.class, "shop.Paid").arguments())
        .containsExactly(Argument.METADATA, Argument.PAYLOAD);
  }

  @Test
  void the_bean_of_the_documentation_is_one() {
    assertThat(taker(ShopBean.class, "shop.OrderPlaced").payload()).isEqualTo(OrderPlaced.class);
    assertThat(taker(ShopBean.class, "shop.Other").payload()).isEqualTo(String.class);
  }

  public static class All implements PikaBusListener {
    public void onMessage(ReceivedMessage<Map<String, Order>> message) {}
  }

  public static class RawAll implements PikaBusListener {
    @SuppressWarnings("rawtypes")
    public void onMessage(ReceivedMessage message) {}
  }

  public static class AnyAll implements PikaBusListener {
    public void onMessage(ReceivedMessage<? extends Order> message) {}
  }

  @Test
  void a_plain_method_takes_all_and_needs_no_annotation() {
    ListenerMethod plain = taker(All.class, "whatever");
    assertThat(plain.arguments()).containsExactly(Argument.MESSAGE);
    assertThat(plain.payload()).isInstanceOf(ParameterizedType.class);
    assertThat(plain.payload().getTypeName()).contains("Map<").contains("Order");
    assertThat(taker(RawAll.class, null).payload()).isEqualTo(Object.class);
    assertThat(taker(AnyAll.class, null).payload()).isEqualTo(Order.class);
  }

  public abstract static class Base<T, U> implements PikaBusListener {
    @OnMessage("t")
    public void t(T payload) {}

    @OnMessage("us")
    public void us(ReceivedMessage<U> message) {}
  }

  public abstract static class Middle<V> extends Base<V, List<Order>> {}

  public static class Concrete extends Middle<Order> {}

  @Test
  void type_variables_have_the_meaning_that_the_bean_gives_them() {
    assertThat(taker(Concrete.class, "t").payload()).isEqualTo(Order.class);
    Type list = taker(Concrete.class, "us").payload();
    assertThat(list.getTypeName()).startsWith("java.util.List<").contains("Order");
  }

  public static class Narrow extends Middle<Order> {
    @Override
    @OnMessage("mine")
    public void t(Order payload) {}
  }

  @Test
  void the_annotation_of_the_overriding_method_counts() {
    assertThat(dispatch(Narrow.class).handled())
        .extracting(TypePattern::text)
        .containsExactly("mine", "us");
    assertThat(taker(Narrow.class, "mine").payload()).isEqualTo(Order.class);
    assertThat(taker(Narrow.class, "mine").method().isBridge()).isFalse();
  }

  public static class Forgetful extends Middle<Order> {
    @Override
    public void t(Order payload) {}
  }

  @Test
  void an_overriding_method_without_it_is_refused() {
    assertThat(faults(Forgetful.class))
        .singleElement()
        .asString()
        .contains("Forgetful.t: it overrides a method of")
        .contains("Annotate it.");
  }

  abstract static class Hidden implements PikaBusListener {
    @OnMessage("a")
    public void a(List<Order> orders) {}
  }

  public static class OfHidden extends Hidden {}

  @Test
  void a_method_of_a_class_that_is_not_public_is_called_on_the_bean() {
    ListenerMethod method = taker(OfHidden.class, "a");
    assertThat(method.method().getDeclaringClass()).isEqualTo(OfHidden.class);
    assertThat(method.payload().getTypeName()).contains("Order");
  }

  public interface Contract {
    @OnMessage("a")
    default void a(Order order) {}
  }

  public static class Implementing implements PikaBusListener, Contract {}

  @Test
  void a_method_of_an_interface_counts() {
    assertThat(taker(Implementing.class, "a").payload()).isEqualTo(Order.class);
  }

  public static class Nothing implements PikaBusListener {
    public void helper(Order order) {}
  }

  @Test
  void a_bean_without_methods_is_refused() {
    assertThat(faults(Nothing.class))
        .singleElement()
        .asString()
        .contains("no method that takes messages")
        .contains("public void onMessage(ReceivedMessage<T> message)");
  }

  public static class Everything<X> {
    @OnMessage("a")
    void hidden(Order order) {}

    @OnMessage("b")
    public static void general(Order order) {}

    @OnMessage("c")
    public final void last(Order order) {}

    @OnMessage("d")
    public String talkative(Order order) {
      return "";
    }

    @OnMessage("e")
    public void without() {}

    @OnMessage("f")
    public void two(Order order, Paid paid) {}

    @OnMessage("g")
    public void open(X payload) {}

    @OnMessage("h")
    public void undecodable(Runnable payload) {}

    @OnMessage({"i", "shop.*.x", ""})
    public void strange(Order order) {}

    @OnMessage("same")
    public void first(Order order) {}

    @OnMessage("same")
    public void second(Order order) {}

    @OnMessage
    public void rest(Order order) {}

    @OnMessage
    public void restAgain(Order order) {}

    public void onMessage(String text) {}

    @OnMessage("j")
    public void openInside(List<X> payload) {}

    @OnMessage("k")
    public void twice(Order order, IncomingMetadata one, IncomingMetadata other) {}
  }

  @Test
  void all_faults_are_said_at_once() {
    assertThat(faults(Everything.class))
        .anySatisfy(is("Everything: it does not implement io.pikabus.PikaBusListener"))
        .anySatisfy(is("hidden: it is not public"))
        .anySatisfy(is("general: it is static"))
        .anySatisfy(is("last: it is final"))
        .anySatisfy(is("talkative: it returns java.lang.String"))
        .anySatisfy(is("without: it takes 0 payloads"))
        .anySatisfy(is("two: it takes 2 payloads"))
        .anySatisfy(is("open: its payload is declared with an open type variable"))
        .anySatisfy(is("openInside: its payload is declared with an open type variable"))
        .anySatisfy(is("undecodable: no body can be decoded as java.lang.Runnable"))
        .anySatisfy(is("strange: 'shop.*.x' names no message types"))
        .anySatisfy(is("strange: '' names no message types"))
        .anySatisfy(is("the MessageType 'same' is taken by"))
        .anySatisfy(is("what no other method takes is taken by"))
        .anySatisfy(is("onMessage: it has no annotation, and does not take a ReceivedMessage"))
        .anySatisfy(is("twice: it takes 1 payloads and 2 metadata"))
        .hasSize(16);
  }

  private static java.util.function.Consumer<String> is(String part) {
    return fault -> assertThat(fault).contains(part);
  }
}
