package io.pikabus.benchmark.spring;

import io.pikabus.benchmark.agent.AgentLoop;
import io.pikabus.benchmark.agent.Arrivals;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Case;
import io.pikabus.benchmark.agent.Measurement;
import io.pikabus.benchmark.agent.Order;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.QueueDepth;
import io.pikabus.benchmark.agent.Stopwatch;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/** Spring AMQP as a contestant; the word {@code best} says how it is set. */
public final class SpringAgent {

  private static final int CONSUMERS = 8;

  private SpringAgent() {}

  /** Until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    AgentLoop.run(
        Map.<String, Case>of(
            "stream", SpringAgent::stream,
            "consume", SpringAgent::consume,
            "handle", SpringAgent::forward));
  }

  private static Measurement stream(Order order) throws Exception {
    boolean best = order.is("best");
    CachingConnectionFactory connections = SpringClient.connections(best);
    try {
      RabbitTemplate template = SpringClient.template(connections, best);
      return best ? confirmed(template, order.count()) : unconfirmed(template, order.count());
    } finally {
      connections.destroy();
    }
  }

  private static Measurement unconfirmed(RabbitTemplate template, int count) {
    Stopwatch watch = Stopwatch.start();
    for (int i = 0; i < count; i++) {
      template.send(Places.EXCHANGE, Places.out(), SpringClient.message());
    }
    return watch.stop(count);
  }

  private static Measurement confirmed(RabbitTemplate template, int count) throws Exception {
    Semaphore window = new Semaphore(Places.WINDOW);
    AtomicReference<@Nullable String> failure = new AtomicReference<>();
    template.setReturnsCallback(returned -> failure.set(returned.getReplyText()));
    Stopwatch watch = Stopwatch.start();
    for (int i = 0; i < count; i++) {
      window.acquire();
      CorrelationData correlation = new CorrelationData();
      correlation
          .getFuture()
          .whenComplete(
              (confirm, broken) -> {
                if (broken != null || !confirm.isAck()) {
                  failure.set("refused");
                }
                window.release();
              });
      template.send(Places.EXCHANGE, Places.out(), SpringClient.message(), correlation);
    }
    window.acquire(Places.WINDOW);
    if (failure.get() != null) {
      throw new IllegalStateException(failure.get());
    }
    return watch.stop(count);
  }

  /** At its best: as much prefetched, and as many acknowledged at once, as the raw client does. */
  private static Measurement consume(Order order) throws Exception {
    Arrivals arrivals = new Arrivals(order.count());
    CachingConnectionFactory connections = SpringClient.connections(false);
    SimpleMessageListenerContainer container =
        container(
            connections,
            message -> {
              arrivals.end();
            });
    if (order.is("best")) {
      container.setPrefetchCount(Places.WINDOW);
      container.setBatchSize(Places.WINDOW / 4);
    }
    try {
      container.start();
      return arrivals.await();
    } finally {
      container.stop();
      connections.destroy();
    }
  }

  /** Eight consumers, each of which waits for the confirms of its two messages. */
  private static Measurement forward(Order order) throws Exception {
    Arrivals arrivals = new Arrivals(order.count());
    CachingConnectionFactory connections = SpringClient.connections(true);
    RabbitTemplate template = SpringClient.template(connections, true);
    SimpleMessageListenerContainer container =
        container(connections, message -> forward(template, arrivals));
    container.setConcurrentConsumers(CONSUMERS);
    try (QueueDepth destination = new QueueDepth(BrokerAddress.ofEnvironment(), Places.out())) {
      container.start();
      return arrivals.await(destination, 2L * order.count());
    } finally {
      container.stop();
      connections.destroy();
    }
  }

  private static void forward(RabbitTemplate template, Arrivals arrivals) {
    CorrelationData first = send(template);
    CorrelationData second = send(template);
    if (!first.getFuture().join().isAck() || !second.getFuture().join().isAck()) {
      throw new IllegalStateException("The broker refused a message.");
    }
    arrivals.end();
  }

  private static CorrelationData send(RabbitTemplate template) {
    CorrelationData correlation = new CorrelationData();
    Message message = SpringClient.message();
    template.send(Places.EXCHANGE, Places.out(), message, correlation);
    return correlation;
  }

  private static SimpleMessageListenerContainer container(
      CachingConnectionFactory connections, MessageListener listener) {
    SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
    container.setQueueNames(Places.IN);
    container.setAcknowledgeMode(AcknowledgeMode.AUTO);
    container.setMessageListener(listener);
    return container;
  }
}
