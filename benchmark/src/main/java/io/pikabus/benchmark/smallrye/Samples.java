package io.pikabus.benchmark.smallrye;

import io.pikabus.benchmark.agent.Sample;
import io.smallrye.reactive.messaging.rabbitmq.OutgoingRabbitMQMetadata;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/** The sample as SmallRye's connector takes it. */
final class Samples {

  private Samples() {}

  static Metadata metadata() {
    Map<String, Object> headers = Sample.headers();
    return Metadata.of(
        new OutgoingRabbitMQMetadata.Builder()
            .withContentType("application/octet-stream")
            .withContentEncoding("utf-8")
            .withDeliveryMode(2)
            .withMessageId((String) headers.get("PikaBus.MessageId"))
            .withCorrelationId((String) headers.get("PikaBus.CorrelationId"))
            .withType("shop.PlaceOrder")
            .withHeaders(headers)
            .build());
  }
}
