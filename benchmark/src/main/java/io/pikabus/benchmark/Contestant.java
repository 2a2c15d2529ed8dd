package io.pikabus.benchmark;

import io.pikabus.benchmark.pikabus.PikaBusAgent;
import io.pikabus.benchmark.raw.RawAgent;
import io.pikabus.benchmark.smallrye.SmallRyeAgent;
import io.pikabus.benchmark.spring.SpringAgent;
import io.pikabus.benchmark.wildfly.WildFlyAgent;

/** Who works. */
enum Contestant {
  /** The measure of the others. */
  RAW("raw", RawAgent.class),
  /** Ours. */
  PIKABUS("pikabus", PikaBusAgent.class),
  /** Ours, in a server. */
  WILDFLY("wildfly", WildFlyAgent.class),
  /** A peer. */
  SMALLRYE("smallrye", SmallRyeAgent.class),
  /** A peer. */
  SPRING("spring", SpringAgent.class);

  private final String title;
  private final Class<?> agent;

  Contestant(String title, Class<?> agent) {
    this.title = title;
    this.agent = agent;
  }

  boolean isOurs() {
    return this == PIKABUS || this == WILDFLY;
  }

  String title() {
    return title;
  }

  Class<?> agent() {
    return agent;
  }
}
