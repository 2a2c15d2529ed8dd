package io.pikabus.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Compares the reports of the runs with and without the connector, server by server. */
public final class Comparison {

  private Comparison() {}

  /**
   * Prints a table, and each test that fails.
   *
   * @param arguments the folder that has {@code with-connector} and {@code without-connector}
   * @throws IOException if a report cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    boolean disturbed = false;
    System.out.println("| server | passed, with the connector | passed, without |");
    System.out.println("| --- | --- | --- |");
    SortedSet<String> remarks = new TreeSet<>();
    for (String server : List.of("wildfly", "liberty")) {
      Outcome with = Outcome.read(folder.resolve("with-connector"), server);
      Outcome without = Outcome.read(folder.resolve("without-connector"), server);
      if (with.tests().isEmpty() && without.tests().isEmpty()) {
        continue;
      }
      System.out.printf("| %s | %s | %s |%n", server, with, without);
      for (String test : with.failed()) {
        remarks.add(server + ": fails with the connector: " + test);
      }
      for (String test : without.failed()) {
        remarks.add(server + ": fails without the connector: " + test);
      }
      // A test that did not run at all is no better than one that failed.
      disturbed |= !with.passed().containsAll(without.passed()) || without.passed().isEmpty();
    }
    remarks.forEach(System.out::println);
    System.out.println(disturbed ? "tck: RED" : "tck: green, the connector disturbs no test");
    System.exit(disturbed ? 1 : 0);
  }

  /** Which tests ran on a server, and which of them passed. */
  record Outcome(SortedSet<String> tests, SortedSet<String> passed) {

    static Outcome read(Path reports, String server) throws IOException {
      SortedSet<String> tests = new TreeSet<>();
      SortedSet<String> passed = new TreeSet<>();
      if (Files.isDirectory(reports)) {
        try (var files = Files.newDirectoryStream(reports, "TEST-*" + server + ".xml")) {
          for (Path file : files) {
            Report.read(file, tests, passed);
          }
        }
      }
      return new Outcome(tests, passed);
    }

    SortedSet<String> failed() {
      SortedSet<String> failed = new TreeSet<>(tests);
      failed.removeAll(passed);
      return failed;
    }

    @Override
    public String toString() {
      return passed.size() + " of " + tests.size();
    }
  }
}
