package io.pikabus.errors;

import io.pikabus.errors.Arguments.UsageException;
import io.pikabus.text.Printable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be said on the command line, and what it means. Pure. */
final class Usage {

  static final String TEXT =
      """
      usage: errors COMMAND [OPTION…]

      Shows what lies in the error queue, and sends it back to where it failed. Nothing is
      removed before its copy is confirmed. While it looks, the messages are hidden from others.

        list                 a line a message, oldest first
        show ID…             everything about a message
        retry ID…            sends messages back
        retry --queue QUEUE  sends all back that failed in this queue; or those of --type, of
                             --since, or --all
        export FILE          writes messages as JSON, a line each; they stay in the queue

      ID is the one that list shows, its first four digits or more, or a whole MessageId.

        --queue QUEUE        only what failed in this queue
        --type TYPE          only this MessageType
        --since TIME         only what was sent or last retried since: 2026-11-29,
                             2026-11-29T10:00:00Z, or how long ago: 90s, 30m, 2h, 3d, PT90M
        --limit N            the first N only

      For retry:
        --to QUEUE           to this queue, whatever the messages say
        --rate N             N messages a second at most
        --dry-run            says what would be sent, and sends nothing
        --superseded         also messages that failed again later

      Where the broker is: --host, --port, --addresses, --virtual-host, --username, --tls,
      --error-queue; or any key of the connector as a variable, such as
      MP_MESSAGING_CONNECTOR_PIKABUS_PASSWORD; or in the file that --config FILE names, such as
      an application's microprofile-config.properties. A password is never an option.

      Exit codes: 0 all is done; 1 something is not, each with its reason; 2 the command line or
      the configuration is faulty; 3 the broker cannot be reached, or refuses.
      """;

  private static final List<String> COMMANDS = List.of("list", "show", "retry", "export");

  private Usage() {}

  /** What a command is about, if it makes sense. */
  static Criteria criteria(Arguments arguments, Instant now) throws UsageException {
    check(arguments);
    String since = arguments.option("--since");
    Instant moment = since == null ? null : Moments.since(since, now);
    if (since != null && moment == null) {
      throw new UsageException(
          "--since '%s' is no time. Write 2026-11-29, 2026-11-29T10:00:00Z, 30m, 2h or 3d."
              .formatted(Printable.of(since, 60)));
    }
    return new Criteria(
        arguments.command().equals("export") ? List.of() : arguments.operands(),
        arguments.option("--queue"),
        arguments.option("--type"),
        moment,
        (int) number("--limit", arguments.option("--limit"), 1, Integer.MAX_VALUE, true));
  }

  private static void check(Arguments arguments) throws UsageException {
    String command = arguments.command();
    if (!COMMANDS.contains(command)) {
      throw new UsageException(
          "There is no command '%s': it is one of %s."
              .formatted(Printable.of(command, 60), String.join(", ", COMMANDS)));
    }
    int operands = arguments.operands().size();
    if (command.equals("export") && operands != 1) {
      throw new UsageException("export takes one file.");
    }
    if (command.equals("show") && operands == 0) {
      throw new UsageException("show takes the ID of a message, as list shows it.");
    }
    boolean retry = command.equals("retry");
    boolean chosen = operands > 0 || arguments.isFiltered() || arguments.has("--all");
    if (retry && !chosen) {
      throw new UsageException(
          "retry takes IDs, or --queue, --type or --since, or --all for everything.");
    }
    if (operands > 0 && arguments.has("--all")) {
      throw new UsageException("IDs and --all contradict each other.");
    }
    for (String only : List.of("--to", "--rate")) {
      if (!retry && arguments.option(only) != null) {
        throw new UsageException("%s is for retry.".formatted(only));
      }
    }
    for (String only : List.of("--dry-run", "--superseded", "--all")) {
      if (!retry && arguments.has(only)) {
        throw new UsageException("%s is for retry.".formatted(only));
      }
    }
    String to = arguments.option("--to");
    if (to != null && !Selection.isName(to)) {
      throw new UsageException("--to needs the name of a queue, of 1 to 255 octets.");
    }
  }

  /** Messages a second; 0 for as fast as it goes. */
  static double rate(Arguments arguments) throws UsageException {
    String text = arguments.option("--rate");
    return text == null ? 0 : number("--rate", text, 0.001, 1_000_000, false);
  }

  private static double number(
      String option, @Nullable String text, double least, double most, boolean whole)
      throws UsageException {
    if (text == null) {
      return most;
    }
    try {
      double number = whole ? Integer.parseInt(text) : Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException none) {
      // Said below, with what was expected.
    }
    throw new UsageException(
        "%s '%s' is no %s number that can be used."
            .formatted(option, Printable.of(text, 60), whole ? "whole positive" : "positive"));
  }
}
