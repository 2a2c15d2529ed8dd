/** The README's example, compiled and deployed. */
@NullMarked
package io.pikabus.documentation;

import org.jspecify.annotations.NullMarked;
