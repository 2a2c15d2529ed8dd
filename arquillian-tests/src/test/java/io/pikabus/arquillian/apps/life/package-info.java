/** An application that comes and goes. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.life;

import org.jspecify.annotations.NullMarked;
