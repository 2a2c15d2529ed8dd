/** An application with two retry policies. It is refused. */
@NullMarked
package io.pikabus.arquillian.apps.doubled;

import org.jspecify.annotations.NullMarked;
