package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.interceptor.InvocationContext;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusingInterceptorTest {

  /** Handlers as applications declare them; nobody calls them. */
  interface Handlers {
    CompletionStage<Void> stage(Message<String> message);

    Message<String> map(Message<String> message);
  }

  private final List<Throwable> refused = new ArrayList<>();
  private final Message<String> message =
      Message.of(
          "text",
          () -> CompletableFuture.completedFuture(null),
          failure -> {
            refused.add(failure);
            return CompletableFuture.completedFuture(null);
          });

  private @Nullable Object call(String handler, Callable<@Nullable Object> body) throws Exception {
    Method method =
        Arrays.stream(Handlers.class.getMethods())
            .filter(each -> each.getName().equals(handler))
            .findFirst()
            .orElseThrow();
    InvocationContext context =
        (InvocationContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {InvocationContext.class},
                (proxy, called, arguments) ->
                    switch (called.getName()) {
                      case "getParameters" -> new Object[] {message};
                      case "getMethod" -> method;
                      case "proceed" -> body.call();
                      default -> throw new UnsupportedOperationException(called.getName());
                    });
    return new RefusingInterceptor().handle(context);
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("on purpose"),
        new IOException("on purpose"),
        new AssertionError("on purpose"),
        new StackOverflowError("on purpose"));
  }

  private static Object fail(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatever_a_handler_throws_its_message_is_refused_and_the_runtime_hears_of_no_failure(
      Throwable failure) throws Exception {
    assertThat(call("stage", () -> fail(failure)))
        .isInstanceOfSatisfying(
            CompletionStage.class, stage -> assertThat(stage.toCompletableFuture()).isCompleted());
    assertThat(call("map", () -> fail(failure))).isNull();
    assertThat(refused).containsExactly(failure, failure);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void so_it_is_when_the_stage_fails(Throwable failure) throws Exception {
    call("stage", () -> CompletableFuture.failedFuture(failure));
    assertThat(refused).containsExactly(failure);
  }

  @Test
  void a_handler_that_returns_null_instead_of_a_stage_has_refused_its_message() throws Exception {
    call("stage", () -> null);
    assertThat(refused).singleElement().asString().contains("has returned null");
  }

  @Test
  void a_message_that_is_handled_is_left_alone() throws Exception {
    call("stage", () -> CompletableFuture.completedFuture(null));
    assertThat(call("map", () -> message)).isSameAs(message);
    assertThat(refused).isEmpty();
  }
}
