/** How text that came from elsewhere may stand in a message of ours. Not for applications. */
@NullMarked
package io.pikabus.text;

import org.jspecify.annotations.NullMarked;
