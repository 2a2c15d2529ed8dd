package io.pikabus.resource.inflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.EJBException;
import jakarta.ejb.EJBTransactionRolledbackException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class BeanFailureTest {

  @Test
  void the_beans_own_exception_is_found() {
    IOException own = new IOException("its own");
    assertThat(
            BeanFailure.of(
                new InvocationTargetException(
                    new EJBTransactionRolledbackException(
                        "rolled back",
                        new EJBException(
                            new IllegalStateException(new UndeclaredThrowableException(own)))))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(BeanFailure.of(new InvocationTargetException(new UndeclaredThrowableException(own))))
        .isSameAs(own);
    assertThat(BeanFailure.of(own)).isSameAs(own);
  }

  @Test
  void an_exception_of_the_container_alone_stays() {
    EJBException alone = new EJBException("no bean");
    assertThat(BeanFailure.of(alone)).isSameAs(alone);
    assertThat(BeanFailure.of(new InvocationTargetException(alone))).isSameAs(alone);
  }

  @Test
  void an_error_stays_one_and_a_strange_throwable_is_wrapped() {
    assertThatThrownBy(
            () -> BeanFailure.of(new InvocationTargetException(new StackOverflowError())))
        .isInstanceOf(StackOverflowError.class);
    assertThat(BeanFailure.of(new InvocationTargetException(new Throwable("strange"))))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("strange");
  }

  @Test
  void a_chain_without_an_end_is_left() {
    EJBException one =
        new EJBException() {
          @Override
          public synchronized Throwable getCause() {
            return this;
          }
        };
    assertThat(BeanFailure.of(one)).isSameAs(one);
  }
}
