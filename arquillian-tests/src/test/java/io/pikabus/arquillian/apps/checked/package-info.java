/** Channels whose health is looked at. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.checked;

import org.jspecify.annotations.NullMarked;
