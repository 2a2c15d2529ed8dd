package io.pikabus.errors;

import io.pikabus.BrokerException;
import io.pikabus.ConfigurationException;
import io.pikabus.config.OutgoingSettings;
import io.pikabus.errors.Arguments.UsageException;
import io.pikabus.errors.ErrorQueue.Contents;
import io.pikabus.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does what a command line says. */
final class Console {

  static final int DONE = 0;
  static final int NOT_ALL = 1;
  static final int USAGE = 2;
  static final int BROKER = 3;

  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final Consumer<RetryRun.Step> steps;
  private volatile @Nullable RetryRun running;

  /**
   * With its surroundings.
   *
   * @param steps is told of each step of a retry
   */
  Console(
      Map<String, String> properties,
      Map<String, String> environment,
      PrintStream out,
      PrintStream err,
      Consumer<RetryRun.Step> steps) {
    this.properties = properties;
    this.environment = environment;
    this.out = out;
    this.err = err;
    this.steps = steps;
  }

  /** Ends a retry behind the message in hand, so that it leaves no note; from any thread. */
  void stop() {
    RetryRun retry = running;
    if (retry != null) {
      retry.stop();
    }
  }

  /** Says something that is no result. */
  void say(String sentence) {
    err.println("errors: " + sentence);
  }

  /** Returns the exit code. */
  int run(List<String> words) {
    try {
      Arguments arguments = Arguments.of(words);
      if (arguments.has("--help") || words.isEmpty()) {
        out.print(Usage.TEXT);
        return words.isEmpty() ? USAGE : DONE;
      }
      Criteria criteria = Usage.criteria(arguments, Instant.now());
      try (ErrorQueue queue = new ErrorQueue(settings(arguments))) {
        return run(arguments, criteria, queue);
      }
    } catch (UsageException faulty) {
      say(String.valueOf(faulty.getMessage()));
      say("try --help");
      return USAGE;
    } catch (ConfigurationException faulty) {
      say(String.valueOf(faulty.getMessage()));
      return USAGE;
    } catch (BrokerException broker) {
      say(Printable.of(broker.getMessage(), 2000));
      return BROKER;
    } catch (UncheckedIOException unwritable) {
      say(Printable.of(unwritable.getCause(), 2000));
      return NOT_ALL;
    } finally {
      out.flush();
    }
  }

  private OutgoingSettings settings(Arguments arguments) throws UsageException {
    Map<String, String> options = new HashMap<>();
    for (String key : Arguments.KEYS) {
      String value = arguments.option("--" + key);
      if (value != null) {
        options.put(key, value);
      }
    }
    return new ConsoleSettings(options, properties, environment, file(arguments.option("--config")))
        .read();
  }

  private static Map<String, String> file(@Nullable String name) throws UsageException {
    Map<String, String> read = new HashMap<>();
    if (name == null) {
      return read;
    }
    Properties lines = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(name))) {
      lines.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new UsageException(
          "The file of --config cannot be read: %s".formatted(Printable.of(unreadable)));
    }
    lines.forEach((key, value) -> read.put(String.valueOf(key), String.valueOf(value)));
    return read;
  }

  private int run(Arguments arguments, Criteria criteria, ErrorQueue queue) throws UsageException {
    return switch (arguments.command()) {
      case "list" -> list(criteria, queue);
      case "show" -> show(criteria, queue);
      case "export" -> export(arguments.operands().get(0), criteria, queue);
      default -> retry(arguments, criteria, queue);
    };
  }

  private int list(Criteria criteria, ErrorQueue queue) {
    Contents contents = queue.look((failure, found) -> {});
    List<Failure> meant = contents.failures().stream().filter(criteria::means).toList();
    List<Failure> shown = meant.stream().limit(criteria.limit()).toList();
    if (!shown.isEmpty()) {
      out.print(Report.table(shown));
    }
    out.println(Report.summary(queue.name(), contents, shown.size()));
    return DONE;
  }

  private int show(Criteria criteria, ErrorQueue queue) {
    int[] shown = new int[1];
    queue.look(
        (failure, found) -> {
          if (criteria.means(failure) && shown[0] < criteria.limit()) {
            out.println(Details.text(failure, found, queue.bus().headerNames()));
            shown[0]++;
          }
        });
    if (shown[0] == 0) {
      say("no such message lies in queue '%s'".formatted(queue.name()));
    }
    return shown[0] == 0 ? NOT_ALL : DONE;
  }

  private int export(String name, Criteria criteria, ErrorQueue queue) {
    int[] written = new int[1];
    try (ExportFile file = new ExportFile(Path.of(name))) {
      queue.look(
          (failure, found) -> {
            if (criteria.means(failure) && written[0] < criteria.limit()) {
              file.write(Details.json(failure, found));
              written[0]++;
            }
          });
      file.complete();
    }
    out.println(
        "%d messages written to %s; all of them are still in queue '%s'"
            .formatted(written[0], Printable.of(name), queue.name()));
    return DONE;
  }

  private int retry(Arguments arguments, Criteria criteria, ErrorQueue queue)
      throws UsageException {
    String to = arguments.option("--to");
    if (queue.name().equals(to)) {
      throw new UsageException("--to names the error queue itself.");
    }
    double rate = Usage.rate(arguments);
    Contents contents = queue.look((failure, found) -> {});
    Selection selection =
        Selection.of(contents.failures(), criteria, to, arguments.has("--superseded"), queue.bus());
    selection
        .refusals()
        .forEach(
            refusal ->
                out.println(
                    "%s not sent: %s".formatted(Printable.of(refusal.what()), refusal.reason())));
    if (arguments.has("--dry-run")) {
      selection
          .retries()
          .forEach(
              each ->
                  out.println(
                      "%s would be sent to %s".formatted(each.failure().id(), each.place())));
      out.println("%d would be sent".formatted(selection.retries().size()));
      return selection.refusals().isEmpty() ? DONE : NOT_ALL;
    }
    RetryRun retry = new RetryRun(queue, contents, selection, rate, steps, out::println);
    running = retry;
    try {
      retry.run();
    } catch (BrokerException gone) {
      out.println(
          "%d sent; the rest is still in the error queue: run it again".formatted(retry.sent()));
      throw gone;
    }
    int left = selection.retries().size() - retry.sent() + selection.refusals().size();
    out.println("%d sent, %d not sent".formatted(retry.sent(), left));
    return left == 0 ? DONE : NOT_ALL;
  }
}
