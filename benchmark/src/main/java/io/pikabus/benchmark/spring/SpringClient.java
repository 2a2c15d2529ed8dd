package io.pikabus.benchmark.spring;

import io.pikabus.benchmark.agent.BrokerAddress;
import io.pikabus.benchmark.agent.Places;
import io.pikabus.benchmark.agent.Sample;
import java.util.Map;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/**
 * Spring's connections and templates. At its defaults a template neither confirms nor returns; at
 * its best it does both, with correlation data, as the issue compares.
 */
final class SpringClient {

  private SpringClient() {}

  static CachingConnectionFactory connections(boolean confirms) {
    BrokerAddress broker = BrokerAddress.ofEnvironment();
    CachingConnectionFactory factory = new CachingConnectionFactory(broker.host(), broker.port());
    factory.setUsername(broker.user());
    factory.setPassword(broker.password());
    factory.setVirtualHost(broker.vhost());
    if (confirms) {
      factory.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
      factory.setPublisherReturns(true);
    }
    return factory;
  }

  static RabbitTemplate template(CachingConnectionFactory factory, boolean confirms) {
    RabbitTemplate template = new RabbitTemplate(factory);
    template.setExchange(Places.EXCHANGE);
    template.setMandatory(confirms);
    return template;
  }

  static Message message() {
    Map<String, Object> headers = Sample.headers();
    MessageProperties properties = new MessageProperties();
    properties.setContentType("application/octet-stream");
    properties.setContentEncoding("utf-8");
    properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
    properties.setMessageId((String) headers.get("PikaBus.MessageId"));
    properties.setCorrelationId((String) headers.get("PikaBus.CorrelationId"));
    properties.setType("shop.PlaceOrder");
    headers.forEach(properties::setHeader);
    return new Message(Sample.body(), properties);
  }
}
