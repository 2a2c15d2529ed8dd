/** A processor. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.processing;

import org.jspecify.annotations.NullMarked;
