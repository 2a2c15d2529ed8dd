package io.pikabus.arquillian.apps.operator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Works with the management beans of the server, and knows no class of the connector. */
@Path("beans")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class Operator {

  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

  /** The names of the connector's, one a line. */
  @GET
  public String names() throws JMException {
    return BEANS.queryNames(new ObjectName("io.pikabus:*"), null).stream()
        .map(ObjectName::toString)
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  @GET
  @Path("{channel}")
  public String look(@PathParam("channel") String channel) throws JMException {
    return BEANS
        .getAttributes(bean(channel), new String[] {"Queue", "State", "Reason"})
        .asList()
        .stream()
        .map(each -> each.getName() + "=" + each.getValue())
        .collect(Collectors.joining(" "));
  }

  @POST
  @Path("{channel}/pause")
  public void pause(@PathParam("channel") String channel) throws JMException {
    BEANS.invoke(
        bean(channel),
        "pause",
        new Object[] {"by the operator"},
        new String[] {String.class.getName()});
  }

  @POST
  @Path("{channel}/resume")
  public void resume(@PathParam("channel") String channel) throws JMException {
    BEANS.invoke(bean(channel), "resume", new Object[0], new String[0]);
  }

  private static ObjectName bean(String channel) throws JMException {
    return BEANS
        .queryNames(new ObjectName("io.pikabus:type=Channel,name=" + channel + ",*"), null)
        .iterator()
        .next();
  }

  /** Suspends WildFly for so long. Returns before: a suspended server answers no request. */
  @POST
  @Path("suspend/{seconds}")
  public void suspend(@PathParam("seconds") int seconds) {
    new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(500);
                server("suspend");
                TimeUnit.SECONDS.sleep(seconds);
                server("resume");
              } catch (InterruptedException | JMException failure) {
                throw new IllegalStateException(failure);
              }
            },
            "operator")
        .start();
  }

  /** An operation of the server's, whatever parameters it takes. */
  private static void server(String operation) throws JMException {
    ObjectName root = new ObjectName("jboss.as:management-root=server");
    MBeanOperationInfo found =
        Stream.of(BEANS.getMBeanInfo(root).getOperations())
            .filter(each -> each.getName().equals(operation))
            .findFirst()
            .orElseThrow();
    MBeanParameterInfo[] parameters = found.getSignature();
    BEANS.invoke(
        root,
        operation,
        new Object[parameters.length],
        Stream.of(parameters).map(MBeanParameterInfo::getType).toArray(String[]::new));
  }
}
