package io.pikabus.benchmark.agent;

/** Names and addresses that the driver and its agents agree on. */
public final class Places {

  /** The bus's own exchange for commands, to which every contestant publishes. */
  public static final String EXCHANGE = "PikaBusDirect";

  /** What consumers consume. */
  public static final String IN = "bench-in";

  /** The application in a server that has everything at its default. */
  public static final String DEFAULTS = "defaults";

  /** The one that lets messages leave after the commit. */
  public static final String AFTER_COMMIT = "after-commit";

  /** Where messages go; with 0 to 9 behind it. */
  public static final String OUT = "bench-out-";

  /** How many of those there are. */
  public static final int OUTS = 10;

  /** With a backlog that nobody consumes. */
  public static final String DEEP = "bench-deep";

  /** Messages on their way at once, for whoever streams: what the issue compares with. */
  public static final int WINDOW = 256;

  private Places() {}

  /** What an application in a server consumes, which is there always: nobody else does. */
  public static String in(String application) {
    return IN + "-" + application;
  }

  /** The first place to send to. */
  public static String out() {
    return OUT + 0;
  }
}
