/** The test vectors of {@code docs/protocol}, which our own code passes. */
@NullMarked
package io.pikabus.vectors;

import org.jspecify.annotations.NullMarked;
