/** What may stand in a log line or an exception: text from elsewhere, and what repeats itself. */
@NullMarked
package io.pikabus.log;

import org.jspecify.annotations.NullMarked;
