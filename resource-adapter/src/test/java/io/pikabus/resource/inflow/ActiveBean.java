package io.pikabus.resource.inflow;

import io.pikabus.PikaBusListener;
import io.pikabus.ReceivedMessage;
import io.pikabus.resource.Node;
import io.pikabus.resource.inflow.BeanContainer.Attribute;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A bean that notes what it gets, active in a node. Called from any thread. */
public class ActiveBean implements PikaBusListener {

  private final List<String> got = new CopyOnWriteArrayList<>();
  private Runnable going = () -> {};

  /** It begins to consume a queue. */
  public static ActiveBean activate(Node node, String queue, int concurrency) throws Exception {
    ActiveBean bean = new ActiveBean();
    BeanContainer container = new BeanContainer(bean, Attribute.REQUIRED);
    PikaBusActivationSpec spec = new PikaBusActivationSpec();
    spec.setResourceAdapter(node.adapter());
    spec.setQueue(queue);
    spec.setConcurrency(String.valueOf(concurrency));
    node.adapter().endpointActivation(container, spec);
    bean.going = () -> node.adapter().endpointDeactivation(container, spec);
    return bean;
  }

  public void onMessage(ReceivedMessage<String> message) {
    got.add(message.payload());
  }

  List<String> texts() {
    return List.copyOf(got);
  }

  /** What it got. */
  public static List<String> got(ActiveBean bean) {
    return bean.texts();
  }

  /** It goes. */
  public static void deactivate(ActiveBean bean) {
    bean.going.run();
  }
}
