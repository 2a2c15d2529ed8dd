/** The rules of the code, checked on the compiled classes. */
@NullMarked
package io.pikabus.architecture;

import org.jspecify.annotations.NullMarked;
