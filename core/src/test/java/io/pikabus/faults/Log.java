package io.pikabus.faults;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the connector logs while this is open. */
public final class Log implements AutoCloseable {

  // A field: the logging framework itself remembers loggers only as long as somebody does.
  private final Logger logger = Logger.getLogger("io.pikabus");
  private final Level before = logger.getLevel();
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Begins to listen. */
  public Log() {
    logger.addHandler(handler);
  }

  /** Begins to listen to all levels; nobody else hears of it. */
  public static Log instead() {
    Log log = new Log();
    log.logger.setLevel(Level.ALL);
    log.logger.setUseParentHandlers(false);
    return log;
  }

  /** Each entry so far. */
  public List<LogRecord> records() {
    return List.copyOf(records);
  }

  /** Level and message of each entry so far. */
  public List<String> lines() {
    return records.stream()
        .map(entry -> entry.getLevel() + " " + new SimpleFormatter().formatMessage(entry))
        .toList();
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
    logger.setLevel(before);
  }
}
