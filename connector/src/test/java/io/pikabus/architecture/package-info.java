/** The rules of the house, held over the compiled classes. */
@NullMarked
package io.pikabus.architecture;

import org.jspecify.annotations.NullMarked;
