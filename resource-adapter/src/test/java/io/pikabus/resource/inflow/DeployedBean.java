package io.pikabus.resource.inflow;

import io.pikabus.PikaBusListener;
import io.pikabus.ReceivedMessage;
import java.util.List;

/** A bean that a class loader of its own can load, together with what it takes. */
public class DeployedBean implements PikaBusListener {

  /** Is given a class of its own application. */
  public void onMessage(ReceivedMessage<List<OrderPlaced>> message) {
    ClassLoader given = message.payload().get(0).getClass().getClassLoader();
    if (!given.equals(getClass().getClassLoader())) {
      throw new IllegalStateException("The payload is of " + given);
    }
  }
}
