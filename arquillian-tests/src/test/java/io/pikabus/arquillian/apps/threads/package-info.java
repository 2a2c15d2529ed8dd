/** Handlers that use what the container offers. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.threads;

import org.jspecify.annotations.NullMarked;
