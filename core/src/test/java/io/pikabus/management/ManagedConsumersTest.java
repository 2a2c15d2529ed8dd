package io.pikabus.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.BusStatus.Part;
import io.pikabus.BusStatus.State;
import io.pikabus.ChannelMXBean;
import io.pikabus.bus.Consumed;
import io.pikabus.bus.Halts;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Set;
import javax.management.AttributeChangeNotification;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class ManagedConsumersTest {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  /** Tells of its halts as a lane does. */
  private static final class Consumer implements Consumed {
    private final Halts halts = new Halts("test");
    volatile Part part = Part.consumer("orders", "orders-queue", State.WORKING, Instant.EPOCH);

    @Override
    public Part status() {
      return part;
    }

    @Override
    public Halts halts() {
      return halts;
    }
  }

  private static ManagedConsumers.Key named(String name) {
    return new ManagedConsumers.Key("name", name);
  }

  private static Set<ObjectName> shown() throws JMException {
    return SERVER.queryNames(new ObjectName("io.pikabus:type=Test,*"), null);
  }

  private static ChannelMXBean bean(String name) throws JMException {
    return JMX.newMXBeanProxy(SERVER, new ObjectName(name), ChannelMXBean.class);
  }

  @Test
  void a_consumer_is_seen_as_long_as_it_is_there() throws JMException {
    Consumer first = new Consumer();
    try (ManagedConsumers managed = new ManagedConsumers("Test")) {
      managed.add(first, named("orders"), new ManagedConsumers.Key("queue", "a queue"));
      managed.add(new Consumer(), named("others"));
      first.part = first.part.withReason("a binding is missing");
      ChannelMXBean orders = bean("io.pikabus:type=Test,name=orders,queue=\"a queue\"");
      assertThat(orders.getQueue()).isEqualTo("orders-queue");
      assertThat(orders.getState()).isEqualTo("WORKING");
      assertThat(orders.getSince()).isEqualTo("1970-01-01T00:00:00Z");
      assertThat(orders.getReason()).isEqualTo("a binding is missing");
      assertThat(orders.getNextAttempt()).isNull();
      managed.remove(first);
      managed.remove(first);
      assertThat(shown()).containsExactly(new ObjectName("io.pikabus:type=Test,name=others"));
    }
    assertThat(shown()).isEmpty();
  }

  @Test
  void two_of_one_name_are_both_seen() throws JMException {
    try (ManagedConsumers one = new ManagedConsumers("Test");
        ManagedConsumers other = new ManagedConsumers("Test")) {
      one.add(new Consumer(), named("orders"));
      other.add(new Consumer(), named("orders"));
      assertThat(shown())
          .containsExactlyInAnyOrder(
              new ObjectName("io.pikabus:type=Test,name=orders"),
              new ObjectName("io.pikabus:type=Test,name=orders,instance=2"));
    }
  }

  @Test
  void an_operator_pauses_and_resumes() throws JMException {
    Consumer consumer = new Consumer();
    try (ManagedConsumers managed = new ManagedConsumers("Test")) {
      managed.add(consumer, named("orders"));
      bean("io.pikabus:type=Test,name=orders").pause("stocktaking");
      assertThat(consumer.halts.reason()).contains("stocktaking");
      bean("io.pikabus:type=Test,name=orders").resume();
      assertThat(consumer.halts.reason()).isEmpty();
    }
  }

  /** As WildFly's is. */
  public interface ServerMBean {
    String getRunningState();
  }

  /** As WildFly's is. */
  public static final class Server extends NotificationBroadcasterSupport implements ServerMBean {
    private volatile String state = "normal";

    @Override
    public String getRunningState() {
      return state;
    }

    void become(String next) {
      String before = state;
      state = next;
      sendNotification(
          new AttributeChangeNotification(
              this, 1, 0, "", "RunningState", "java.lang.String", before, next));
    }
  }

  @Test
  void all_pause_while_the_server_suspends_and_what_left_follows_no_more() throws JMException {
    ObjectName name = new ObjectName("jboss.root:type=state");
    Server server = new Server();
    SERVER.registerMBean(server, name);
    Consumer early = new Consumer();
    Consumer late = new Consumer();
    try (ManagedConsumers managed = new ManagedConsumers("Test")) {
      managed.add(early, named("early"));
      assertThat(early.halts.reason()).isEmpty();
      server.become("suspending");
      managed.add(late, named("late"));
      assertThat(early.halts.reason()).contains("The server says that it is suspending.");
      assertThat(late.halts.reason()).contains("The server says that it is suspending.");
      managed.remove(late);
      server.become("normal");
      assertThat(early.halts.reason()).isEmpty();
      assertThat(late.halts.reason()).isPresent();
    } finally {
      SERVER.unregisterMBean(name);
    }
    server.become("suspended");
    assertThat(early.halts.reason()).isEmpty();
  }
}
