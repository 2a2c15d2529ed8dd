/** The one wiring of everything below, free of any container: what a container has is handed in. */
@NullMarked
package io.pikabus.engine;

import org.jspecify.annotations.NullMarked;
