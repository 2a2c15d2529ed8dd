/**
 * How a message is kept in the broker until it is due: which queues there are, which way a delay
 * takes through them, and what is written on the message for those who deliver it. Pure.
 */
@NullMarked
package io.pikabus.delay;

import org.jspecify.annotations.NullMarked;
