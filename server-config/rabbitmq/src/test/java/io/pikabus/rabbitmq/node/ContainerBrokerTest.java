package io.pikabus.rabbitmq.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a broker in a container shows to others; no engine is needed. */
class ContainerBrokerTest {

  @Test
  void every_port_is_bound_on_loopback_only() {
    ExposedPort amqp = ExposedPort.tcp(5672);
    ExposedPort management = ExposedPort.tcp(15672);

    Map<ExposedPort, Ports.Binding[]> bound =
        ContainerBroker.onLoopback(amqp, management).getBindings();

    assertThat(bound).containsOnlyKeys(amqp, management);
    assertThat(bound.values())
        .allSatisfy(
            bindings -> assertThat(bindings).containsExactly(Ports.Binding.bindIp("127.0.0.1")));
  }

  @ParameterizedTest
  @EnumSource(TestBroker.class)
  void the_image_is_one_release(TestBroker broker) {
    assertThat(broker.image()).matches("rabbitmq:\\d+\\.\\d+\\.\\d+-management");
  }
}
