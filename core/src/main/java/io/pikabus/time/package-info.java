/** Until when something may take. */
@NullMarked
package io.pikabus.time;

import org.jspecify.annotations.NullMarked;
