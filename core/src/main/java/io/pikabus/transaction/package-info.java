/**
 * What a transaction holds and when it lets go: the batch of outgoing messages, its states, the
 * port to whatever begins and ends transactions, and the flush.
 */
@NullMarked
package io.pikabus.transaction;

import org.jspecify.annotations.NullMarked;
