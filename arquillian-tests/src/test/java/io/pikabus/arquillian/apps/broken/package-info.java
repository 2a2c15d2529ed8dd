/** A bad neighbour of another application. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.broken;

import org.jspecify.annotations.NullMarked;
