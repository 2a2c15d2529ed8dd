/** Handlers that fail before they succeed, and commands for later. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.retries;

import org.jspecify.annotations.NullMarked;
