/** An application with a body format of its own. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.codec;

import org.jspecify.annotations.NullMarked;
