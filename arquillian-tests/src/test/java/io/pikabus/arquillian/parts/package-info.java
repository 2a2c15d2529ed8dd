/** What the applications under test have in common. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.parts;

import org.jspecify.annotations.NullMarked;
