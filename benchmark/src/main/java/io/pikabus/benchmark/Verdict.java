package io.pikabus.benchmark;

/** What an interval says of a goal. */
enum Verdict {
  /** All of it is at the goal or beyond. */
  REACHED("reached"),
  /** None of it is. */
  MISSED("missed"),
  /** The goal lies within it: more rounds or a quieter machine would tell. */
  CANNOT_TELL("cannot tell");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  static Verdict of(Interval ratio, double goal) {
    if (ratio.low() >= goal) {
      return REACHED;
    }
    return ratio.high() < goal ? MISSED : CANNOT_TELL;
  }

  @Override
  public String toString() {
    return text;
  }
}
