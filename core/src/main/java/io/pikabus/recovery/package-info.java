/** What becomes of a message whose handling failed. */
@NullMarked
package io.pikabus.recovery;

import org.jspecify.annotations.NullMarked;
