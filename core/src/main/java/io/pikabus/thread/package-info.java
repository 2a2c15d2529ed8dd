/** Where threads come from, and what is done on them. */
@NullMarked
package io.pikabus.thread;

import org.jspecify.annotations.NullMarked;
