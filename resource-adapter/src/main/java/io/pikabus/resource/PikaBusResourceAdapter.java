package io.pikabus.resource;

import jakarta.resource.NotSupportedException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import javax.transaction.xa.XAResource;

/** One bus on one broker. */
public class PikaBusResourceAdapter implements ResourceAdapter {

  @Override
  public void start(BootstrapContext context) {}

  @Override
  public void stop() {}

  @Override
  public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec activation)
      throws NotSupportedException {
    throw new NotSupportedException("pikabus.rar has no message endpoints yet.");
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec activation) {}

  @Override
  public XAResource[] getXAResources(ActivationSpec[] activations) {
    return new XAResource[0];
  }
}
