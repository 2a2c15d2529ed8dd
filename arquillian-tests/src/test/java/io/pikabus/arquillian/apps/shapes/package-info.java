/** Signatures beside the common ones that keep the promise. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.shapes;

import org.jspecify.annotations.NullMarked;
