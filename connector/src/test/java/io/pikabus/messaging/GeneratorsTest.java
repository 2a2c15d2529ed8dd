package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GeneratorsTest {

  private final List<Endpoint> endpoints = new ArrayList<>();

  private void method(String name, @Nullable String in, @Nullable String out) {
    add(Endpoint.Kind.METHOD, name, in, out);
  }

  private void add(Endpoint.Kind kind, String name, @Nullable String in, @Nullable String out) {
    endpoints.add(
        new Endpoint(
            kind,
            name,
            GeneratorsTest.class.getDeclaredMethods()[0],
            GeneratorsTest.class.getClassLoader(),
            in == null ? List.of() : List.of(in),
            out == null ? List.of() : List.of(out),
            null,
            null,
            Optional.empty(),
            Optional.empty(),
            null,
            false));
  }

  private Optional<String> generator(String channel) {
    return Generators.of(channel, endpoints).map(Endpoint::where);
  }

  @Test
  void a_method_that_only_sends_is_a_generator() {
    method("next", null, "ticks");
    assertThat(generator("ticks")).contains("next");
    assertThat(generator("other")).isEmpty();
  }

  @Test
  void an_emitter_is_none() {
    add(Endpoint.Kind.EMITTER, "emitter", null, "events");
    assertThat(generator("events")).isEmpty();
  }

  @Test
  void a_processor_of_messages_from_outside_is_none() {
    method("map", "orders", "events");
    assertThat(generator("events")).isEmpty();
  }

  @Test
  void a_generator_is_found_behind_processors() {
    method("next", null, "raw");
    method("map", "raw", "better");
    method("again", "better", "ticks");
    assertThat(generator("ticks")).contains("next");
  }

  @Test
  void an_emitter_is_found_behind_processors() {
    add(Endpoint.Kind.EMITTER, "emitter", null, "raw");
    method("map", "raw", "events");
    assertThat(generator("events")).isEmpty();
  }

  @Test
  void beside_an_emitter_messages_are_taken_at_once() {
    method("next", null, "events");
    add(Endpoint.Kind.EMITTER, "emitter", null, "events");
    assertThat(generator("events")).isEmpty();
  }

  @Test
  void a_circle_has_no_generator() {
    method("one", "a", "b");
    method("two", "b", "a");
    assertThat(generator("a")).isEmpty();
  }
}
