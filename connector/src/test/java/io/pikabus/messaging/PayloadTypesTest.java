package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.streams.operators.ProcessorBuilder;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.eclipse.microprofile.reactive.streams.operators.SubscriberBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Processor;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/** Over methods as applications declare them; nobody calls them. */
class PayloadTypesTest {

  record Order(String id) {}

  interface Shapes {
    void plain(Order payload);

    void message(Message<Order> message);

    void messageOfSome(Message<? extends Order> message);

    void messageOfAnyAbove(Message<? super Order> message);

    Publisher<String> publisher(Publisher<Order> orders);

    void publisherOfMessages(Publisher<Message<Order>> orders);

    void publisherOfSomeMessages(Publisher<? extends Message<? extends Order>> orders);

    PublisherBuilder<String> publisherBuilder(PublisherBuilder<Order> orders);

    void publisherBuilderOfMessages(PublisherBuilder<Message<Order>> orders);

    void flow(Flow.Publisher<Message<Order>> orders);

    void multi(Multi<Order> orders);

    Subscriber<Order> subscriber();

    Subscriber<Message<Order>> subscriberOfMessages();

    SubscriberBuilder<Order, Void> subscriberBuilder();

    Processor<Message<Order>, Message<String>> processor();

    ProcessorBuilder<Order, String> processorBuilder();

    Flow.Subscriber<Order> flowSubscriber();

    void list(List<Order> batch);

    void messageOfList(Message<List<Order>> batch);

    void bytes(byte[] body);

    Order givenPlain();

    Message<Order> givenMessage();

    CompletionStage<Order> givenLater();

    CompletionStage<Message<Order>> givenMessageLater();

    Publisher<Order> givenPublisher();

    PublisherBuilder<Message<Order>> givenMessages();

    ProcessorBuilder<String, Order> givenByProcessor();

    Flow.Processor<Message<String>, Message<Order>> givenMessagesByProcessor();

    Emitter<Order> givenByEmitter();

    void messageOfAnything(Message<?> message);

    @SuppressWarnings("rawtypes") // As somebody may write it.
    void rawMessage(Message message);

    @SuppressWarnings("rawtypes") // As somebody may write it.
    void rawPublisher(Publisher messages);

    <T> void open(T payload);

    <T extends Order> void openMessage(Message<T> message);

    <T> void openInside(List<T> batch);

    <T> void openArray(T[] batch);

    <T> void openBound(Message<List<? extends T>> batch);
  }

  abstract static class Handler<T> {
    abstract void handle(T payload);

    abstract void handleMessage(Message<T> message);

    abstract void handleStream(Publisher<Message<T>> messages);

    abstract void handleList(List<T> batch);
  }

  abstract static class Middle<A, B> extends Handler<B> {}

  abstract static class OrderHandler extends Middle<String, Order> {}

  abstract static class ListHandler extends Middle<String, List<Order>> {}

  private static Optional<Type> of(Class<?> declaring, String method, Set<Type> closure) {
    Method found =
        Arrays.stream(declaring.getDeclaredMethods())
            .filter(each -> each.getName().equals(method))
            .findFirst()
            .orElseThrow();
    return PayloadTypes.ofHandler(
        List.of(found.getGenericParameterTypes()), found.getGenericReturnType(), closure);
  }

  private static Optional<Type> of(String method) {
    return of(Shapes.class, method, Set.of());
  }

  /** As CDI gives it: the class and its generic superclasses. */
  private static Set<Type> closure(Class<?> bean) {
    Set<Type> types = new LinkedHashSet<>();
    for (Class<?> each = bean; each != Object.class; each = each.getSuperclass()) {
      types.add(each);
      types.add(each.getGenericSuperclass());
    }
    return types;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "message",
        "messageOfSome",
        "messageOfAnyAbove",
        "publisher",
        "publisherOfMessages",
        "publisherOfSomeMessages",
        "publisherBuilder",
        "publisherBuilderOfMessages",
        "flow",
        "multi",
        "subscriber",
        "subscriberOfMessages",
        "subscriberBuilder",
        "processor",
        "processorBuilder",
        "flowSubscriber"
      })
  void the_payload_is_found_in_every_shape_of_a_handler(String method) {
    assertThat(of(method)).contains(Order.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "givenPlain",
        "givenMessage",
        "givenLater",
        "givenMessageLater",
        "givenPublisher",
        "givenMessages",
        "givenByProcessor",
        "givenMessagesByProcessor"
      })
  void what_is_sent_is_found_in_every_shape_of_a_result(String method) throws Exception {
    Type result = Shapes.class.getDeclaredMethod(method).getGenericReturnType();
    assertThat(PayloadTypes.ofResult(result, Set.of())).contains(Order.class);
  }

  @Test
  void what_an_emitter_sends_is_its_argument() throws Exception {
    Type emitter = Shapes.class.getDeclaredMethod("givenByEmitter").getGenericReturnType();
    assertThat(PayloadTypes.ofEmitter(emitter)).contains(Order.class);
    assertThat(PayloadTypes.ofEmitter(Emitter.class)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"messageOfAnything", "rawMessage", "rawPublisher"})
  void a_shape_that_says_nothing_is_of_any_object(String method) {
    assertThat(of(method)).contains(Object.class);
  }

  @Test
  void a_list_is_a_payload_and_keeps_what_it_is_of() {
    assertThat(of("list")).map(Type::getTypeName).contains(listOfOrders());
    assertThat(of("messageOfList")).map(Type::getTypeName).contains(listOfOrders());
  }

  @Test
  void a_body_as_it_is_is_a_payload() {
    assertThat(of("bytes")).contains(byte[].class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"open", "openMessage", "openInside", "openArray", "openBound"})
  void a_variable_that_nothing_fills_in_is_found_nowhere(String method) {
    assertThat(of(method)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"handle", "handleMessage", "handleStream"})
  void the_variable_of_a_superclass_has_the_meaning_that_the_bean_gives_it(String method) {
    assertThat(of(Handler.class, method, closure(OrderHandler.class))).contains(Order.class);
    assertThat(of(Handler.class, method, closure(ListHandler.class)))
        .map(Type::getTypeName)
        .contains(listOfOrders());
  }

  @ParameterizedTest
  @ValueSource(strings = {"handle", "handleMessage", "handleStream"})
  void a_bean_that_is_generic_itself_leaves_it_open(String method) {
    assertThat(of(Handler.class, method, closure(Middle.class))).isEmpty();
  }

  /** Filled in or not found: both are right; a JSON-B that is asked for it open makes maps. */
  @Test
  void a_variable_inside_another_type_is_never_passed_on_open() {
    String found =
        of(Handler.class, "handleList", closure(OrderHandler.class))
            .map(Type::getTypeName)
            .orElse("nothing");
    assertThat(found).isIn("nothing", listOfOrders());
  }

  private static String listOfOrders() {
    return "java.util.List<" + Order.class.getName() + ">";
  }
}
