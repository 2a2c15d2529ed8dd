package io.pikabus.tck;

import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.DeploymentExceptionTransformer;

/**
 * Why WildFly refused an application. Its answer is a text, while the TCK expects the exception
 * that CDI threw inside the server: it is made from the names in the text.
 */
public final class WildFlyRefusal implements DeploymentExceptionTransformer {

  @Override
  public Throwable transform(Throwable thrown) {
    if (thrown instanceof DeploymentException || thrown instanceof DefinitionException) {
      // Arquillian asks again for each cause, and those are ours.
      return thrown;
    }
    String answer = String.valueOf(thrown.getMessage());
    DefinitionException definition =
        answer.contains(DefinitionException.class.getName())
            ? new DefinitionException(answer)
            : null;
    // Weld's own extends the one that is asked for.
    return definition != null
            || answer.contains("org.jboss.weld.exceptions.DeploymentException")
            || answer.contains(DeploymentException.class.getName())
        ? new DeploymentException(answer, definition)
        : thrown;
  }
}
