/** An application whose channels send through the resource adapter. */
@NullMarked
package io.pikabus.crash.channels;

import org.jspecify.annotations.NullMarked;
