package io.pikabus.recovery;

import io.pikabus.config.ErrorDetails;
import io.pikabus.log.Mask;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is said of an exception in the header {@code ErrorDetails}. Pure. */
public final class FailureText {

  /** A chain of causes may be endless, or as good as. */
  private static final int MOST_CAUSES = 50;

  private FailureText() {}

  /** The text without secrets, and no longer than a header may be. */
  public static String of(Throwable cause, ErrorDetails details, Mask secrets) {
    String text =
        switch (details) {
          case FULL -> trace(cause);
          case MESSAGE -> chain(cause, true);
          case TYPE -> chain(cause, false);
        };
    // Cut last: half a secret would not be found.
    return FailureHeaders.capped(secrets.mask(text));
  }

  private static String trace(Throwable cause) {
    StringWriter trace = new StringWriter();
    try {
      cause.printStackTrace(new PrintWriter(trace, true));
    } catch (RuntimeException | StackOverflowError unprintable) {
      // An application's own getMessage or toString, or a chain of thousands of causes: it must
      // not keep the message from moving.
      trace.append(cause.getClass().getName()).append(", which cannot be printed: ");
      trace.append(unprintable.getClass().getName());
    }
    return trace.toString();
  }

  /** A line each, as the lines of a stack trace that are no frames. */
  private static String chain(Throwable first, boolean messages) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<String> lines = new ArrayList<>();
    Throwable each = first;
    while (each != null && seen.add(each) && lines.size() < MOST_CAUSES) {
      String message = messages ? message(each) : null;
      lines.add(each.getClass().getName() + (message == null ? "" : ": " + message));
      each = cause(each);
    }
    return String.join("\nCaused by: ", lines);
  }

  private static @Nullable String message(Throwable each) {
    try {
      return each.getLocalizedMessage();
    } catch (RuntimeException unprintable) {
      return "(no message, because of " + unprintable.getClass().getName() + ")";
    }
  }

  private static @Nullable Throwable cause(Throwable each) {
    try {
      return each.getCause();
    } catch (RuntimeException unreadable) {
      return null;
    }
  }
}
