package io.pikabus.log;

/** Takes secrets out of texts. For any thread. */
@FunctionalInterface
public interface Mask {

  /** The text with {@link Secrets#MASK} in place of each secret that is known now. */
  String mask(String text);
}
