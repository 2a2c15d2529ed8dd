/** What all stores of messages share: how a message is stored, and what became of a batch. */
@NullMarked
package io.pikabus.store;

import org.jspecify.annotations.NullMarked;
