package io.pikabus.resource.xa;

import io.pikabus.resource.base.StartedAdapter;

/** The adapter's instance, as what takes part in transactions. Called from any thread. */
public interface BranchOwner extends StartedAdapter {

  /**
   * Its branches.
   *
   * @throws IllegalStateException before the adapter is started, or after it is stopped
   */
  Branches branches();
}
