package io.pikabus.rabbitmq;

import java.io.IOException;

/** Something that is needed is missing and is not made: only a person can mend it. */
final class TopologyException extends IOException {

  private static final long serialVersionUID = 1L;

  TopologyException(String sentence) {
    super(sentence);
  }

  TopologyException(String sentence, Throwable reply) {
    super(sentence, reply);
  }
}
