/**
 * Transactions of a container: what is sent in one is in the journal before the container's other
 * resources commit, and with the broker some time after it.
 */
@NullMarked
package io.pikabus.resource.xa;

import org.jspecify.annotations.NullMarked;
