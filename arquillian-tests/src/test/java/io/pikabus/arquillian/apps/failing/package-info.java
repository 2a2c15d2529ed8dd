/** Handlers that fail. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.failing;

import org.jspecify.annotations.NullMarked;
