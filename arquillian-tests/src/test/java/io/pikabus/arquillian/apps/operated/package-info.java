/** An application that is paused and resumed while it runs. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.operated;

import org.jspecify.annotations.NullMarked;
