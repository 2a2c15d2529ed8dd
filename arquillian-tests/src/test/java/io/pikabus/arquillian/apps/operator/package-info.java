/** The server's console: what an operator does with management beans. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.operator;

import org.jspecify.annotations.NullMarked;
