package io.pikabus.store;

import io.pikabus.JournalStatus;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a resource adapter says of itself to those who hand messages over. As texts it passes
 * between class loaders; texts that a release does not know are left alone. Pure.
 *
 * @param layout of what is handed over
 * @param envelopes the newest format of an envelope that it reads; it reads all before
 * @param release of the adapter
 * @param broker to which the messages go: its addresses, for people and for comparison
 * @param virtualHost likewise
 * @param inDoubt branches that are prepared and not decided
 * @param undelivered branches that are committed and not all of which is with the broker
 * @param undeliverable those of them that nothing takes
 * @param working whether its journal takes anything
 * @param reason why not, or what somebody should look at; else empty
 */
public record AdapterDescription(
    int layout,
    int envelopes,
    String release,
    String broker,
    String virtualHost,
    long inDoubt,
    long undelivered,
    long undeliverable,
    boolean working,
    String reason) {

  private static final String LAYOUT = "pikabus.hand-over";
  private static final String ENVELOPES = "pikabus.envelope-format";
  private static final String RELEASE = "release";
  private static final String BROKER = "broker";
  private static final String VIRTUAL_HOST = "virtual-host";
  private static final String IN_DOUBT = "in-doubt";
  private static final String UNDELIVERED = "undelivered";
  private static final String UNDELIVERABLE = "undeliverable";
  private static final String WORKING = "working";
  private static final String REASON = "reason";

  /** Of an adapter of this release, whose journal is empty. */
  public static AdapterDescription ofThisRelease(
      String release, String broker, String virtualHost) {
    return new AdapterDescription(
        HandOver.LAYOUT, EnvelopeFormat.VERSION, release, broker, virtualHost, 0, 0, 0, true, "");
  }

  /** The same with what lies in its journal. */
  public AdapterDescription holding(JournalStatus journal) {
    return new AdapterDescription(
        layout,
        envelopes,
        release,
        broker,
        virtualHost,
        journal.inDoubt(),
        journal.undelivered(),
        journal.undeliverable(),
        journal.isWorking(),
        journal.reason());
  }

  /** What lies in its journal. */
  JournalStatus journal() {
    return JournalStatus.builder()
        .inDoubt(inDoubt, null)
        .undelivered(undelivered, null)
        .undeliverable(undeliverable)
        .working(working)
        .reason(reason)
        .build();
  }

  /** For another class loader. */
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    texts.put(LAYOUT, String.valueOf(layout));
    texts.put(ENVELOPES, String.valueOf(envelopes));
    texts.put(RELEASE, release);
    texts.put(BROKER, broker);
    texts.put(VIRTUAL_HOST, virtualHost);
    texts.put(IN_DOUBT, String.valueOf(inDoubt));
    texts.put(UNDELIVERED, String.valueOf(undelivered));
    texts.put(UNDELIVERABLE, String.valueOf(undeliverable));
    texts.put(WORKING, String.valueOf(working));
    texts.put(REASON, reason);
    return texts;
  }

  /**
   * Reads the texts of one.
   *
   * @return null when these are none of an adapter's
   */
  static @Nullable AdapterDescription of(@Nullable Object said) {
    if (!(said instanceof Map<?, ?> texts) || !texts.containsKey(LAYOUT)) {
      return null;
    }
    try {
      return new AdapterDescription(
          Math.toIntExact(number(texts, LAYOUT)),
          Math.toIntExact(number(texts, ENVELOPES)),
          text(texts, RELEASE),
          text(texts, BROKER),
          text(texts, VIRTUAL_HOST),
          number(texts, IN_DOUBT),
          number(texts, UNDELIVERED),
          number(texts, UNDELIVERABLE),
          !text(texts, WORKING).equals("false"),
          text(texts, REASON));
    } catch (NumberFormatException | ArithmeticException ofAnother) {
      return null;
    }
  }

  private static String text(Map<?, ?> texts, String name) {
    return texts.get(name) instanceof String text ? text : "";
  }

  private static long number(Map<?, ?> texts, String name) {
    String text = text(texts, name);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}
