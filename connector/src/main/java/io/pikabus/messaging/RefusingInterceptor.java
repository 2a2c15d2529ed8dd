package io.pikabus.messaging;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Takes the failure of a handler that takes a {@code Message} for its refusal. Such a handler
 * should refuse the message itself; when it throws instead, the runtime cancels the channel for
 * good, and every message behind waits until the application is deployed again.
 *
 * <p>Outside all other interceptors: what they throw counts too, and a transaction of theirs is
 * over.
 */
@RefusesOnFailure
@Interceptor
@Priority(Interceptor.Priority.PLATFORM_BEFORE - 100)
public class RefusingInterceptor {

  @AroundInvoke
  @Nullable Object handle(InvocationContext call) throws Exception {
    Object[] arguments = call.getParameters();
    if (arguments.length != 1 || !(arguments[0] instanceof Message<?> message)) {
      return call.proceed();
    }
    boolean promises = CompletionStage.class.isAssignableFrom(call.getMethod().getReturnType());
    Object result;
    try {
      result = call.proceed();
    } catch (Exception | Error failure) {
      CompletionStage<@Nullable Object> refused = refuse(message, failure);
      return promises ? refused : null; // The runtime passes null over.
    }
    if (result instanceof CompletionStage<?> stage) {
      return refusing(stage, message);
    }
    if (promises) {
      return refuse(
          message,
          new IllegalStateException(call.getMethod() + " has returned null, and no stage."));
    }
    return result;
  }

  private static CompletionStage<@Nullable Object> refusing(
      CompletionStage<?> stage, Message<?> message) {
    CompletionStage<CompletionStage<@Nullable Object>> answered =
        stage.handle(
            (value, failure) ->
                failure == null
                    ? CompletableFuture.<@Nullable Object>completedFuture(value)
                    : refuse(message, cause(failure)));
    return answered.thenCompose(Function.identity());
  }

  private static CompletionStage<@Nullable Object> refuse(Message<?> message, Throwable failure) {
    return message.nack(failure).thenApply(refused -> null);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
