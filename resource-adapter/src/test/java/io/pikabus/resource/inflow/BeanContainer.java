package io.pikabus.resource.inflow;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import io.pikabus.PikaBusListener;
import jakarta.ejb.EJBException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ApplicationServerInternalException;
import jakarta.resource.spi.LocalTransactionException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/**
 * What an application server would be to one message-driven bean: endpoints that are subclasses of
 * the bean's class, and real transactions around their methods. An endpoint whose bean threw what
 * no bean may throw is of no use any more, as on Open Liberty. Called from any thread.
 */
final class BeanContainer implements MessageEndpointFactory {

  /** The bean's transaction attribute. */
  enum Attribute {
    REQUIRED,
    NOT_SUPPORTED
  }

  static {
    try {
      BeanPopulator.getDefaultInstance(CoreEnvironmentBean.class).setNodeIdentifier("small");
    } catch (CoreEnvironmentBeanException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
    for (String store : new String[] {null, "communicationStore", "stateStore"}) {
      BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
          .setObjectStoreDir("target/transactions");
    }
  }

  static final TransactionSynchronizationRegistry REGISTRY =
      new TransactionSynchronizationRegistryImple();

  final AtomicInteger created = new AtomicInteger();
  final AtomicInteger released = new AtomicInteger();

  /** How often the bean was called between beforeDelivery and afterDelivery. */
  final AtomicInteger deliveries = new AtomicInteger();

  final AtomicInteger committed = new AtomicInteger();

  /** How often the bean was called between no beforeDelivery and afterDelivery. */
  final AtomicInteger outside = new AtomicInteger();

  /** While there are none. */
  volatile boolean away;

  /** While no transaction can be begun. */
  volatile boolean withoutTransactions;

  /** Whether it begins none between beforeDelivery and afterDelivery, and says that it does. */
  volatile boolean literal;

  /** Whether it complains after each commit. */
  volatile boolean complaining;

  /** Of transactions, in seconds; 0 for the usual one. */
  volatile int timeout;

  /** In which it calls the bean; not the bean's own. */
  final ClassLoader context = new ClassLoader(BeanContainer.class.getClassLoader()) {};

  private final PikaBusListener bean;
  private final Attribute attribute;

  BeanContainer(PikaBusListener bean, Attribute attribute) {
    this.bean = bean;
    this.attribute = attribute;
  }

  static TransactionManager transactions() {
    return com.arjuna.ats.jta.TransactionManager.transactionManager();
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource xaResource) throws UnavailableException {
    return createEndpoint(xaResource, 0);
  }

  @Override
  public MessageEndpoint createEndpoint(XAResource xaResource, long timeout)
      throws UnavailableException {
    if (away) {
      throw new UnavailableException("The application is not up.");
    }
    created.incrementAndGet();
    try {
      return (MessageEndpoint)
          new ByteBuddy()
              .subclass(bean.getClass())
              .implement(MessageEndpoint.class)
              .method(ElementMatchers.not(ElementMatchers.isDeclaredBy(Object.class)))
              .intercept(InvocationHandlerAdapter.of(new Endpoint()))
              .make()
              .load(bean.getClass().getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
              .getLoaded()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException unmakeable) {
      throw new IllegalStateException(unmakeable);
    }
  }

  @Override
  public boolean isDeliveryTransacted(Method method) throws NoSuchMethodException {
    bean.getClass().getMethod(method.getName(), method.getParameterTypes());
    return attribute == Attribute.REQUIRED;
  }

  @Override
  public String getActivationName() {
    return "small/" + bean.getClass().getSimpleName();
  }

  @Override
  public Class<?> getEndpointClass() {
    return bean.getClass();
  }

  /** One endpoint, for one thread at a time. */
  private final class Endpoint implements InvocationHandler, MessageEndpoint {
    private @Nullable Transaction delivery;
    private @Nullable ClassLoader before;
    private boolean begun;
    private boolean unusable;

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments)
        throws Throwable {
      if (unusable
          && !method.getName().equals("afterDelivery")
          && !method.getName().equals("release")) {
        throw new IllegalStateException("The endpoint was thrown away.");
      }
      try {
        return method.getDeclaringClass() == MessageEndpoint.class
            ? method.invoke(this, arguments)
            : business(method, arguments);
      } catch (InvocationTargetException failed) {
        throw failed.getTargetException();
      }
    }

    @Override
    public void beforeDelivery(Method method) throws NoSuchMethodException, ResourceException {
      if (begun) {
        throw new IllegalStateException("beforeDelivery twice");
      }
      if (withoutTransactions) {
        throw new ApplicationServerInternalException("No transaction can be begun.");
      }
      begun = true;
      before = Thread.currentThread().getContextClassLoader();
      Thread.currentThread().setContextClassLoader(context);
      if (isDeliveryTransacted(method) && !literal) {
        delivery = begin();
      }
    }

    private Transaction begin() throws ResourceException {
      try {
        transactions().setTransactionTimeout(timeout);
        transactions().begin();
        return transactions().getTransaction();
      } catch (NotSupportedException | SystemException refused) {
        throw new ApplicationServerInternalException(refused);
      }
    }

    private @Nullable Object business(Method method, Object[] arguments) throws Throwable {
      (begun ? deliveries : outside).incrementAndGet();
      Transaction own = !begun && attribute == Attribute.REQUIRED ? begin() : null;
      try {
        return method.invoke(bean, arguments);
      } catch (InvocationTargetException failed) {
        Throwable cause = failed.getTargetException();
        if (cause instanceof Error || cause instanceof RuntimeException) {
          unusable = true;
          if (delivery != null && transactions().getStatus() == Status.STATUS_ACTIVE) {
            delivery.setRollbackOnly();
          }
          if (own != null) {
            own.setRollbackOnly();
          }
          throw new EJBException("of the container").initCause(cause);
        }
        throw cause;
      } finally {
        if (own != null) {
          end(own);
        }
      }
    }

    @Override
    public void afterDelivery() throws ResourceException {
      if (!begun) {
        throw new IllegalStateException("afterDelivery without beforeDelivery");
      }
      begun = false;
      Thread.currentThread().setContextClassLoader(before);
      Transaction ending = delivery;
      delivery = null;
      if (ending == null) {
        return;
      }
      try {
        end(ending);
      } catch (HeuristicMixedException
          | HeuristicRollbackException
          | RollbackException
          | SystemException refused) {
        throw new LocalTransactionException(refused);
      }
      if (complaining) {
        throw new ApplicationServerInternalException("committed, and not content");
      }
    }

    private void end(Transaction ending)
        throws HeuristicMixedException,
            HeuristicRollbackException,
            RollbackException,
            SystemException {
      if (ending.getStatus() == Status.STATUS_MARKED_ROLLBACK) {
        transactions().rollback();
      } else {
        transactions().commit();
        committed.incrementAndGet();
      }
    }

    @Override
    public void release() {
      if (begun) {
        throw new IllegalStateException("released during a delivery");
      }
      released.incrementAndGet();
    }
  }
}
