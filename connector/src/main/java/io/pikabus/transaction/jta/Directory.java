package io.pikabus.transaction.jta;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Looks up what the container offers. */
final class Directory {

  /**
   * The standard name needs a component's naming context, which a bare thread has not; WildFly's
   * own name does not.
   */
  private static final List<String> NAMES =
      List.of(
          "java:comp/TransactionSynchronizationRegistry",
          "java:jboss/TransactionSynchronizationRegistry");

  private Directory() {}

  @SuppressWarnings("BanJNDI") // The names are constants.
  static @Nullable TransactionSynchronizationRegistry transactionSynchronizationRegistry() {
    for (String name : NAMES) {
      try {
        if (new InitialContext().lookup(name) instanceof TransactionSynchronizationRegistry found) {
          return found;
        }
      } catch (NamingException absent) {
        // The next name, or none: outside a container there is nothing to find.
        continue;
      }
    }
    return null;
  }
}
