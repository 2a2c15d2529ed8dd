package io.pikabus.resource.inflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.config.IncomingSettings;
import io.pikabus.resource.PikaBusResourceAdapter;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.ConstraintValidatorContext.ConstraintViolationBuilder;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against a stand-in for the container's context, which notes violations. */
class ActivationValidatorTest {

  private final List<String> violations = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  private ConstraintValidatorContext context() {
    return proxy(ConstraintValidatorContext.class);
  }

  private <T> T proxy(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              calls.add(method.getName());
              if (method.getName().equals("buildConstraintViolationWithTemplate")) {
                violations.add((String) arguments[0]);
                return proxy(ConstraintViolationBuilder.class);
              }
              return method.getName().equals("addConstraintViolation") ? context() : null;
            }));
  }

  @Test
  void each_fault_is_a_violation() {
    PikaBusActivationSpec faulty = new PikaBusActivationSpec();
    faulty.setPrefetch("many");
    faulty.setConcurrency("${none}");

    assertThat(new ActivationValidator().isValid(faulty, context())).isFalse();
    assertThat(violations)
        .anySatisfy(each -> assertThat(each).contains("queue is missing"))
        .anySatisfy(each -> assertThat(each).contains("prefetch = 'many'"))
        .anySatisfy(each -> assertThat(each).contains("concurrency = '\\$\\{none\\}'"))
        .hasSize(3);
    assertThat(calls).startsWith("disableDefaultConstraintViolation");
    assertThat(calls.stream().filter("addConstraintViolation"::equals)).hasSize(3);
  }

  @Test
  void what_is_not_set_is_as_the_adapter_has_it() {
    PikaBusResourceAdapter adapter = new PikaBusResourceAdapter();
    adapter.setPrefetch("7");
    adapter.setMaxRetries("3");
    PikaBusActivationSpec activation = new PikaBusActivationSpec();
    activation.setResourceAdapter(adapter);
    activation.setQueue("orders");
    activation.setMaxRetries("1");

    IncomingSettings read = activation.read(null).settings();
    assertThat(read.prefetch()).isEqualTo(7);
    assertThat(read.retries().most()).isOne();
    assertThat(read.queue()).isEqualTo("orders");
  }

  @Test
  void an_activation_without_faults_is_valid() {
    PikaBusActivationSpec good = new PikaBusActivationSpec();
    good.setQueue("orders");
    assertThat(new ActivationValidator().isValid(good, context())).isTrue();
    assertThat(new ActivationValidator().isValid(null, context())).isTrue();
    assertThat(violations).isEmpty();
  }

  @Test
  void the_activation_names_its_validator() {
    assertThat(
            PikaBusActivationSpec.class
                .getAnnotation(ValidActivation.class)
                .annotationType()
                .getAnnotation(Constraint.class)
                .validatedBy())
        .containsExactly(ActivationValidator.class);
  }
}
