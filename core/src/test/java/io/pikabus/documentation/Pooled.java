package io.pikabus.documentation;

import io.pikabus.JournalMXBean;
import io.pikabus.JournalStatus;
import io.pikabus.PikaBus;
import io.pikabus.PikaBusConnection;
import io.pikabus.PikaBusConnectionFactory;
import jakarta.annotation.Resource;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** A bean that sends through the resource adapter, and one that looks at its journals. */
class Pooled {

  record Order(String id) {}

  record Invoice(Order order) {}

  @Resource(lookup = "java:/eis/pikabus")
  private PikaBusConnectionFactory factory;

  void bill(Order order) {
    try (PikaBusConnection bus = factory.connect()) {
      bus.send("billing", new Invoice(order));
    }
  }

  static long undelivered(PikaBus bus) {
    return bus.status().journal().map(JournalStatus::undelivered).orElse(0L);
  }

  static int waiting(MBeanServer server) throws JMException {
    int waiting = 0;
    for (ObjectName name : server.queryNames(new ObjectName("io.pikabus:type=Journal,*"), null)) {
      JournalMXBean journal = JMX.newMXBeanProxy(server, name, JournalMXBean.class);
      waiting += journal.getUndelivered();
    }
    return waiting;
  }
}
