package io.pikabus.resource.inflow;

import io.pikabus.ConfigurationException;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/** Reports every fault of an activation as a violation of its own. A container makes it. */
public final class ActivationValidator
    implements ConstraintValidator<ValidActivation, PikaBusActivationSpec> {

  @Override
  public boolean isValid(
      @Nullable PikaBusActivationSpec activation, ConstraintValidatorContext context) {
    if (activation == null) {
      return true;
    }
    try {
      activation.read(null);
      return true;
    } catch (ConfigurationException faulty) {
      context.disableDefaultConstraintViolation();
      faulty
          .faults()
          .forEach(
              fault ->
                  context
                      .buildConstraintViolationWithTemplate(literal(fault))
                      .addConstraintViolation());
      return false;
    }
  }

  /** What somebody wrote into a property is no expression of ours. */
  static String literal(String text) {
    return text.replaceAll("([\\\\{}$])", "\\\\$1");
  }
}
