/** Messages and octets of somebody who means harm, played against running consumers. */
@NullMarked
package io.pikabus.hostile;

import org.jspecify.annotations.NullMarked;
