/** Between payloads and bodies. */
@NullMarked
package io.pikabus.payload;

import org.jspecify.annotations.NullMarked;
