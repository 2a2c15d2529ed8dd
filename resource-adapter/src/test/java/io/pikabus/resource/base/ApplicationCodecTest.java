package io.pikabus.resource.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.PayloadCodec;
import io.pikabus.payload.JsonbCodec;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationCodecTest {

  private final List<PayloadCodec> made = new ArrayList<>();
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private final ApplicationCodec codec = new ApplicationCodec(this::make);

  private PayloadCodec make() {
    PayloadCodec each = new Noting(new JsonbCodec());
    made.add(each);
    return each;
  }

  private record Noting(JsonbCodec inner) implements PayloadCodec {
    @Override
    public byte[] encode(Object payload) {
      return inner.encode(payload);
    }

    @Override
    public Object decode(byte[] body, Type type) {
      return inner.decode(body, type);
    }
  }

  private static void enter(ClassLoader application) {
    Thread.currentThread().setContextClassLoader(application);
  }

  private static ClassLoader application() {
    return new URLClassLoader(new URL[0], ApplicationCodecTest.class.getClassLoader());
  }

  @AfterEach
  void leave() {
    enter(before);
  }

  @Test
  void each_application_has_one_until_it_leaves() {
    ClassLoader one = application();
    ClassLoader other = application();
    enter(one);
    assertThat(codec.encode(List.of(1))).isEqualTo("[1]".getBytes(UTF_8));
    assertThat(codec.decode("[1]".getBytes(UTF_8), List.class)).asList().hasSize(1);
    assertThat(made).hasSize(2); // One is for threads of no application.
    enter(other);
    codec.encode(List.of(1));
    assertThat(made).hasSize(3);
    enter(one);
    codec.encode(List.of(1));
    assertThat(made).hasSize(3);
    codec.forget(one);
    codec.encode(List.of(1));
    assertThat(made).hasSize(4);
  }

  @Test
  void a_thread_of_no_application_has_one_too() {
    enter(null);
    assertThat(codec.encode(List.of(1))).isEqualTo("[1]".getBytes(UTF_8));
    assertThat(made).hasSize(1);
    assertThat(codec.contentType()).isEqualTo("application/json");
    assertThat(codec.contentEncoding()).isEqualTo("utf-8");
  }
}
