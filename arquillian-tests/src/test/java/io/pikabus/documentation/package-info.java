/** The examples of the README and of the page for Python users, compiled and deployed. */
@NullMarked
package io.pikabus.documentation;

import org.jspecify.annotations.NullMarked;
