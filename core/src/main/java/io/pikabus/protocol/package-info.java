/**
 * What PikaBus means: the names of headers, the rules that write them, both time formats, and the
 * topology as data. Pure functions on records; nothing here knows a broker, a clock or a thread.
 */
@NullMarked
package io.pikabus.protocol;

import org.jspecify.annotations.NullMarked;
