/** An application with a bad neighbour. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.sound;

import org.jspecify.annotations.NullMarked;
