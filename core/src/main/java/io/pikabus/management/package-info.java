/** Management beans of what consumes, in whatever it runs. */
@NullMarked
package io.pikabus.management;

import org.jspecify.annotations.NullMarked;
