package io.pikabus.outbox;

import java.util.List;

/** Texts that are different, and that some database or some comparison takes for the same. */
final class DifferentTexts {

  private static final String LONG = "x".repeat(255);

  static final List<String> ALL =
      List.of(
          "a",
          "A",
          "a ",
          " a",
          "a  ",
          "a\t",
          "a\n",
          "\u00e9",
          "e\u0301",
          "\u00df",
          "ss",
          "SS",
          "i",
          "I",
          "\u0131",
          "\ufb01",
          "fi",
          "\u041e\u0440\u0434\u0435\u0440",
          "\ud83d\ude00",
          "\ud83d\ude01",
          "a\u0000",
          "a\u0000b",
          "a\u0001",
          "a\u00a0",
          "a\u200b",
          "a%",
          "a_",
          "a'",
          "a\\",
          "(inbox)",
          "(cleaning)",
          LONG,
          LONG.substring(1),
          LONG + "1",
          LONG + "2",
          LONG.toUpperCase(java.util.Locale.ROOT),
          "x".repeat(10_000) + "1",
          "x".repeat(10_000) + "2",
          "\u00e9".repeat(200),
          "\u00e9".repeat(201));

  private DifferentTexts() {}
}
