package io.pikabus.postgresql.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * PostgreSQL's programs, run for one private cluster.
 *
 * @param installation whose programs
 * @param files the cluster's
 * @param user as whom they run
 */
record ServerPrograms(PostgresInstallation installation, ClusterFiles files, ServerUser user) {

  static final String SUPERUSER = "pikabus";

  private static final int STOP_PATIENCE_SECONDS = 60;

  /** Makes the cluster's data, encrypted passwords and UTF-8 throughout. */
  void initialise(String password, LoopbackPort port) {
    Path passwordFile = files.home().resolve("password");
    try {
      Files.writeString(passwordFile, password + "\n");
      user.own(passwordFile);
      runToEnd(
          "initdb",
          "--pgdata=" + files.data(),
          "--username=" + SUPERUSER,
          "--pwfile=" + passwordFile,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          "--locale=C");
      Files.delete(passwordFile);
      Files.writeString(files.data().resolve("postgresql.auto.conf"), configuration(port));
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write the cluster's files", e);
    }
  }

  private static String configuration(LoopbackPort port) {
    // No socket and no shared memory outside the cluster's folder, where a kill would leave them.
    // fsync and full_page_writes stay on, as by default.
    return """
        listen_addresses = '%s'
        port = %d
        unix_socket_directories = ''
        dynamic_shared_memory_type = mmap
        max_prepared_transactions = 64
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_line_prefix = '%%m [%%p] '
        """
        .formatted(LoopbackPort.ADDRESS, port.number());
  }

  /** Starts the server; returns at once. */
  Process launch() {
    ProcessBuilder builder = builder("postgres", "-D", files.data().toString());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(files.log().toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not run postgres", e);
    }
  }

  /** Ends the server in good order, its clients' connections included; returns when it is gone. */
  void stop() {
    stop("fast");
  }

  /** Ends the server at once, as a crash would but for the shared memory, which goes too. */
  void abort() {
    stop("immediate");
  }

  private void stop(String mode) {
    runToEnd(
        "pg_ctl",
        "stop",
        "--pgdata=" + files.data(),
        "--mode=" + mode,
        "--wait",
        "--timeout=" + STOP_PATIENCE_SECONDS);
  }

  private void runToEnd(String program, String... arguments) {
    Command.Result result = Command.run(builder(program, arguments));
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s failed, exit code %d: %s",
              program,
              result.exitCode(),
              result.output() + files.tailOfLog()));
    }
  }

  private ProcessBuilder builder(String program, String... arguments) {
    List<String> words =
        Stream.concat(Stream.of(installation.program(program)), Stream.of(arguments)).toList();
    ProcessBuilder builder = new ProcessBuilder(user.wrapped().apply(words));
    // Where the user may be: PostgreSQL's programs look where they are.
    builder.directory(files.home().toFile());
    // PGDATA, PGPORT and their like would speak of somebody else's server.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    return builder;
  }
}
