/** Handlers of every kind of payload. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.payloads;

import org.jspecify.annotations.NullMarked;
