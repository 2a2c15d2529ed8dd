package io.pikabus.errors;

import io.pikabus.errors.ErrorQueue.Contents;
import io.pikabus.text.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person reads of messages; whatever came from the wire is escaped. Pure. */
final class Report {

  private static final List<String> TITLES =
      List.of("ID", "TIME (UTC)", "FAILED IN", "TYPE", "RETRIES", "REASON");

  private static final int WIDEST = 60;
  private static final int LONGEST_LINE = 400;
  private static final int MOST_LINES = 300;

  private Report() {}

  /** A table of failures, a line each, oldest first. */
  static String table(List<Failure> failures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(TITLES);
    failures.forEach(failure -> rows.add(row(failure)));
    int[] widths = new int[TITLES.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      table.append(line.toString().stripTrailing()).append('\n');
    }
    return table.toString();
  }

  private static List<String> row(Failure failure) {
    return List.of(
        failure.id(),
        time(failure),
        cell(failure.place()),
        cell(failure.type()),
        cell(failure.retries()),
        (failure.fault() == null ? "" : "(unreadable) ") + Printable.of(failure.reason(), 100));
  }

  static String time(Failure failure) {
    String text = String.valueOf(failure.time());
    return failure.time() == null ? "-" : text.length() > 19 ? text.substring(0, 19) : text;
  }

  private static String cell(@Nullable String text) {
    return text == null ? "-" : Printable.of(text, WIDEST);
  }

  /** What stands below the table. */
  static String summary(String queue, Contents contents, int shown) {
    String name = Printable.of(queue);
    if (!contents.exists()) {
      return "There is no queue '%s': nothing has failed yet, or it has another name (--error-queue)."
          .formatted(name);
    }
    int all = contents.failures().size();
    String summary =
        all == 0
            ? "No message is ready in queue '%s'; another console may hold some.".formatted(name)
            : "%d of %d messages of queue '%s'".formatted(shown, all, name);
    return contents.notes().stream()
        .map(
            note ->
                "A retry of %d messages began at %s and runs still, or was cut off. Retried again, they are marked PossibleDuplicate."
                    .formatted(note.ids().size(), note.begun()))
        .reduce(summary, (before, next) -> before + "\n" + next);
  }

  /** Lines of a text, each escaped, at most so many. */
  static String lines(String text, String indentation) {
    StringBuilder shown = new StringBuilder();
    List<String> lines = text.lines().limit(MOST_LINES + 1L).toList();
    for (String line : lines.subList(0, Math.min(lines.size(), MOST_LINES))) {
      // A tab is for the eye, and does no harm.
      shown
          .append(indentation)
          .append(Printable.of(line.replace("\t", "    "), LONGEST_LINE))
          .append('\n');
    }
    if (lines.size() > MOST_LINES) {
      shown.append(indentation).append("… more lines: export shows all\n");
    }
    return shown.toString();
  }
}
