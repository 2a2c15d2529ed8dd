package io.pikabus.resource.inflow;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** By which a container that validates beans has the same faults as by {@code validate}. */
@Constraint(validatedBy = ActivationValidator.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ValidActivation {

  /** Each fault has its own instead. */
  String message() default "It has faults.";

  /** None. */
  Class<?>[] groups() default {};

  /** None. */
  Class<? extends Payload>[] payload() default {};
}
