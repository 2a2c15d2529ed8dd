package io.pikabus.config;

/** What a message's type is made of when nobody says it. */
public enum MessageTypeFrom {
  /** The annotation on the payload's class, else the name of the class with its package. */
  CLASS,
  /** The annotation on the payload's class, else the name of the class alone. */
  SIMPLE_CLASS,
  /** The annotation on the payload's class; none without it. */
  ANNOTATION,
  /** There is none, as with PikaBus. */
  NONE
}
