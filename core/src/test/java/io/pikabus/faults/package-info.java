/** A network and a broker that fail, and what senders and consumers make of it. */
@NullMarked
package io.pikabus.faults;

import org.jspecify.annotations.NullMarked;
