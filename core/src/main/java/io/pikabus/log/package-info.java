/** What keeps a log readable: what repeats itself, and what nobody may read. */
@NullMarked
package io.pikabus.log;

import org.jspecify.annotations.NullMarked;
