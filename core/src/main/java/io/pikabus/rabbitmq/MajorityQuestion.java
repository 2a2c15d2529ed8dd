package io.pikabus.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;

/**
 * The question that only a node with a majority of its cluster answers in time: to delete an
 * exchange that nobody has. It changes nothing, but is for the majority to say. Under Khepri
 * without one, RabbitMQ 4.0 answers after 30 s and closes nothing; over a binding it closes the
 * connection.
 */
final class MajorityQuestion {

  private static final String NOBODYS = "PikaBusMajority";

  private MajorityQuestion() {}

  /**
   * Waits for the answer, for as long as the client does, and closes the channel.
   *
   * @throws IOException when there was none, or the broker refused
   */
  static void ask(Channel channel) throws IOException {
    try {
      channel.exchangeDelete(NOBODYS);
      Declarer.close(channel);
    } catch (IOException | ShutdownSignalException failure) {
      Declarer.abort(channel);
      throw failure;
    }
  }

  /** Likewise, on a channel of a connection that is there for nothing else. */
  static void ask(Connection connection) throws IOException {
    ask(Declarer.channel(connection));
  }
}
