package io.pikabus.store;

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
 */
public record AdapterDescription(
    int layout,
    int envelopes,
    String release,
    String broker,
    String virtualHost,
    int inDoubt,
    int undelivered,
    int undeliverable) {

  private static final String LAYOUT = "pikabus.hand-over";
  private static final String ENVELOPES = "pikabus.envelope-format";
  private static final String RELEASE = "release";
  private static final String BROKER = "broker";
  private static final String VIRTUAL_HOST = "virtual-host";
  private static final String IN_DOUBT = "in-doubt";
  private static final String UNDELIVERED = "undelivered";
  private static final String UNDELIVERABLE = "undeliverable";

  /** Of an adapter of this release, whose journal is empty. */
  public static AdapterDescription ofThisRelease(
      String release, String broker, String virtualHost) {
    return new AdapterDescription(
        HandOver.LAYOUT, EnvelopeFormat.VERSION, release, broker, virtualHost, 0, 0, 0);
  }

  /** The same with what lies in its journal. */
  public AdapterDescription holding(int nowInDoubt, int nowUndelivered, int nowUndeliverable) {
    return new AdapterDescription(
        layout,
        envelopes,
        release,
        broker,
        virtualHost,
        nowInDoubt,
        nowUndelivered,
        nowUndeliverable);
  }

  /** For another class loader. */
  public Map<String, String> texts() {
    return new TreeMap<>(
        Map.of(
            LAYOUT,
            String.valueOf(layout),
            ENVELOPES,
            String.valueOf(envelopes),
            RELEASE,
            release,
            BROKER,
            broker,
            VIRTUAL_HOST,
            virtualHost,
            IN_DOUBT,
            String.valueOf(inDoubt),
            UNDELIVERED,
            String.valueOf(undelivered),
            UNDELIVERABLE,
            String.valueOf(undeliverable)));
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
          number(texts, LAYOUT),
          number(texts, ENVELOPES),
          text(texts, RELEASE),
          text(texts, BROKER),
          text(texts, VIRTUAL_HOST),
          number(texts, IN_DOUBT),
          number(texts, UNDELIVERED),
          number(texts, UNDELIVERABLE));
    } catch (NumberFormatException ofAnother) {
      return null;
    }
  }

  private static String text(Map<?, ?> texts, String name) {
    return texts.get(name) instanceof String text ? text : "";
  }

  private static int number(Map<?, ?> texts, String name) {
    String text = text(texts, name);
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }
}
