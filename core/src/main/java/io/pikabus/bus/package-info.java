/**
 * The bus itself, with or without a container: the one way out that every message takes, the lane
 * on which deliveries are handled one by one, and the {@code PikaBus} made of both.
 */
@NullMarked
package io.pikabus.bus;

import org.jspecify.annotations.NullMarked;
