/** The port through which whoever measures hears of messages. */
@NullMarked
package io.pikabus.observer;

import org.jspecify.annotations.NullMarked;
