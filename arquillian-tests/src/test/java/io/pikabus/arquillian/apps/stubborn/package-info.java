/** An application with a retry policy of its own. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.stubborn;

import org.jspecify.annotations.NullMarked;
