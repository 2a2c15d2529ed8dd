/** An application without messages that looks at the server. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.observer;

import org.jspecify.annotations.NullMarked;
