package io.pikabus.rabbitmq;

import com.rabbitmq.client.Connection;
import io.pikabus.config.TopologyMode;
import io.pikabus.thread.Threads;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is to be said of the error queues of a service; each is looked at once, however many queues
 * lead to it. For any thread.
 *
 * <p>A thread of its own looks: RabbitMQ 4 gives no answer over a classic queue whose node is away,
 * and nothing else may wait for it.
 */
final class ErrorQueues {

  private static final System.Logger LOG = System.getLogger("io.pikabus.rabbitmq");

  /** Empty while nothing is known, or nothing is to be said. */
  private final Map<String, String> said = new ConcurrentHashMap<>();

  private final TopologyRules rules;
  private final Threads threads;

  ErrorQueues(TopologyRules rules, Threads threads) {
    this.rules = rules;
    this.threads = threads;
  }

  /** What is to be said of one; empty when nothing is, or nothing is known yet. */
  String said(String queue) {
    return said.getOrDefault(queue, "");
  }

  /** Looks at one, unless it was compared before, or may not be; does not wait. */
  void look(Connection connection, String queue) {
    if (rules.mode() != TopologyMode.CHECK && said.putIfAbsent(queue, "") == null) {
      threads.start("pikabus-error-queue", () -> lookNow(connection, queue));
    }
  }

  private void lookNow(Connection connection, String queue) {
    boolean compared = false;
    try (Declaration declaration = new Declaration(connection, rules)) {
      if (!declaration.hasQueue(queue)) {
        return;
      }
      declaration
          .errorDifference(queue)
          .ifPresent(
              sentence -> {
                said.put(queue, sentence);
                LOG.log(System.Logger.Level.WARNING, sentence);
              });
      compared = true;
    } catch (IOException | RuntimeException unknown) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "Nothing is known of the error queue: {0}",
          CloseReasons.describe(unknown));
    } finally {
      if (!compared) {
        said.remove(queue, "");
      }
    }
  }
}
