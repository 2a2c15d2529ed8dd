/** The other of two web modules of an application. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.right;

import org.jspecify.annotations.NullMarked;
