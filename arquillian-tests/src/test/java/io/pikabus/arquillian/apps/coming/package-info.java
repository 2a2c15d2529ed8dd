/** An application that is deployed again and again. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.coming;

import org.jspecify.annotations.NullMarked;
