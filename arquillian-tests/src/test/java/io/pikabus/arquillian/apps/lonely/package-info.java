/** Has no channel. */
@NullMarked
package io.pikabus.arquillian.apps.lonely;

import org.jspecify.annotations.NullMarked;
