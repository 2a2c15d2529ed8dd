/** Handlers that cannot be wired. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.faulty;

import org.jspecify.annotations.NullMarked;
