package io.pikabus.bus;

import io.pikabus.BusStatus.Part;

/** A queue that is consumed, or shall be. Called from any thread. */
public interface Consumed {

  /** How it is doing. */
  Part status();

  /** By which it can be paused. */
  Halts halts();
}
