package io.pikabus.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.PikaBus;
import io.pikabus.engine.StandaloneProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JarCopiesTest {

  @TempDir Path directory;

  private static final String API = entry(PikaBus.class);

  private static String entry(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  private URL jar(String name) throws IOException {
    return jar(name, API);
  }

  private URL jar(String name, String content) throws IOException {
    Path jar = directory.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new ZipEntry(content));
      out.closeEntry();
    }
    return jar.toUri().toURL();
  }

  @Test
  void one_is_no_fault() throws Exception {
    try (URLClassLoader lib = new URLClassLoader(new URL[] {jar("pikabus-1.jar")}, null)) {
      assertThat(JarCopies.fault(List.of(lib))).isEmpty();
    }
  }

  @Test
  void two_in_one_lib_are_both_named() throws Exception {
    URL[] jars = {jar("pikabus-1.jar"), jar("pikabus-2.jar")};
    try (URLClassLoader lib = new URLClassLoader(jars, null)) {
      assertThat(JarCopies.fault(List.of(lib)))
          .hasValueSatisfying(
              fault ->
                  assertThat(fault)
                      .contains("2 times", "pikabus-1.jar and ", "pikabus-2.jar. Keep one"));
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {PikaBus.class, StandaloneProvider.class, PikaBusConnector.class})
  void two_of_either_jar_are_both_named(Class<?> type) throws Exception {
    URL[] jars = {jar("one.jar", entry(type)), jar("other.jar", entry(type))};
    try (URLClassLoader lib = new URLClassLoader(jars, null)) {
      assertThat(JarCopies.fault(List.of(lib)))
          .hasValueSatisfying(fault -> assertThat(fault).contains("one.jar and ", "other.jar"));
    }
  }

  @Test
  void one_in_an_ear_and_one_in_its_war_are_both_named() throws Exception {
    try (URLClassLoader ear = new URLClassLoader(new URL[] {jar("ear.jar")}, null);
        URLClassLoader war = new URLClassLoader(new URL[] {jar("war.jar")}, ear)) {
      assertThat(JarCopies.fault(List.of(war)))
          .hasValueSatisfying(fault -> assertThat(fault).contains("ear.jar", "war.jar"));
      assertThat(JarCopies.fault(List.of(ear))).isEmpty();
    }
  }

  @Test
  void a_place_is_the_jar_however_the_server_writes_it() {
    assertThat(
            List.of(
                JarCopies.place("jar:file:/lib/a.jar!/" + API, API),
                JarCopies.place("vfs:/content/a.war/WEB-INF/lib/a.jar/" + API, API)))
        .containsExactly("jar:file:/lib/a.jar", "vfs:/content/a.war/WEB-INF/lib/a.jar");
  }
}
