package io.pikabus.resource.inflow;

import io.pikabus.IncomingMetadata;
import io.pikabus.bus.DeliverySink;
import io.pikabus.bus.Dispatch;
import io.pikabus.transaction.Batch;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Hands the messages of one lane to a bean's methods. On the lane's thread.
 *
 * @param endpoint of the lane
 * @param methods of the bean
 */
record EndpointSink(LaneEndpoint endpoint, Dispatch<ListenerMethod> methods)
    implements DeliverySink {

  @Override
  public boolean awaitDemand() {
    return true;
  }

  @Override
  public Type payload(IncomingMetadata metadata, Type declared) {
    return methods.target(metadata).payload();
  }

  /** Inside a delivery of {@link EndpointTransactions}, or where none is wanted. */
  @Override
  public void handle(IncomingMetadata metadata, Object payload, @Nullable Batch transaction)
      throws Exception {
    ListenerMethod method = methods.target(metadata);
    if (transaction != null) {
      method.call(endpoint.present(), payload, metadata);
    } else {
      endpoint.with(present -> method.call(present, payload, metadata));
    }
  }
}
