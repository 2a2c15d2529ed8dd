package io.pikabus.benchmark.raw;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Sample;
import java.io.IOException;

/** A connection for publishing and one for consuming, as pikabus has them. */
record RawClient(Connection publishing, Connection consuming) implements AutoCloseable {

  static RawClient connect() throws Exception {
    BrokerAddress broker = BrokerAddress.ofEnvironment();
    return new RawClient(broker.connect(), broker.connect());
  }

  /** In confirm mode; a message that comes back fails the run. */
  Channel confirming() throws Exception {
    Channel channel = publishing.createChannel();
    channel.confirmSelect();
    channel.addReturnListener(
        returned -> {
          throw new IllegalStateException("Returned: " + returned.getReplyText());
        });
    return channel;
  }

  static void publish(Channel channel, String queue) throws IOException {
    channel.basicPublish(Places.EXCHANGE, queue, true, Sample.properties(), Sample.body());
  }

  @Override
  public void close() throws Exception {
    publishing.close();
    consuming.close();
  }
}
