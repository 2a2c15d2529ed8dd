package io.pikabus.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * The ratios as a picture: one bar a row, its interval, and the goal, on a logarithmic scale where
 * the middle line is 1. Pure; legible on light and dark pages.
 */
final class Chart {

  private static final int LABELS = 430;
  private static final int BARS = 360;
  private static final int WIDTH = LABELS + BARS + 70;
  private static final int LINE = 22;
  private static final int TOP = 46;
  private static final double LEAST = 0.25;
  private static final double MOST = 16;

  private Chart() {}

  static String svg(List<Outcome> outcomes) {
    int height = TOP + LINE * outcomes.size() + 14;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="system-ui, sans-serif" font-size="12">
        <title>pikabus beside the raw client and its peers: ratios, more is better</title>
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        <text x="10" y="20" font-weight="bold">pikabus ÷ the other, more is better</text>
        """
            .formatted(WIDTH, height));
    for (double tick = LEAST; tick <= MOST; tick *= 2) {
      tick(svg, tick, height);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      bar(svg, outcomes.get(i), TOP + LINE * i);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void tick(StringBuilder svg, double ratio, int height) {
    append(
        svg,
        "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"%4$s\"/>\n",
        x(ratio),
        TOP - 6,
        height - 8,
        ratio == 1 ? "#444444" : "#dddddd");
    append(
        svg,
        "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#666666\">%s</text>\n",
        x(ratio),
        TOP - 10,
        ratio < 1 ? String.valueOf(ratio) : String.valueOf((int) ratio));
  }

  private static void bar(StringBuilder svg, Outcome outcome, int top) {
    double median = x(outcome.ratio().estimate());
    double middle = top + LINE / 2.0;
    append(
        svg,
        "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
        LABELS - 8,
        middle + 4,
        escaped(outcome.work() + " ÷ " + outcome.against()));
    append(
        svg,
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
        Math.min(median, x(1)),
        top + 4,
        Math.max(1, Math.abs(median - x(1))),
        LINE - 8,
        color(outcome.verdict()));
    append(
        svg,
        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#222222\"/>\n",
        x(outcome.ratio().low()),
        x(outcome.ratio().high()),
        middle);
    append(
        svg,
        "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#2b6cb0\" stroke-width=\"2\"><title>goal %4$.2f</title></line>\n",
        x(outcome.goal()),
        top + 2,
        top + LINE - 2,
        outcome.goal());
    append(
        svg,
        "<text x=\"%d\" y=\"%.1f\">%.2f</text>\n",
        LABELS + BARS + 16,
        middle + 4,
        outcome.ratio().estimate());
  }

  private static String color(Verdict verdict) {
    return switch (verdict) {
      case REACHED -> "#2f855a";
      case MISSED -> "#c05621";
      case CANNOT_TELL -> "#a0aec0";
    };
  }

  private static double x(double ratio) {
    double bounded = Math.max(LEAST, Math.min(MOST, ratio));
    return LABELS + BARS * Math.log(bounded / LEAST) / Math.log(MOST / LEAST);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static void append(StringBuilder svg, String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }
}
