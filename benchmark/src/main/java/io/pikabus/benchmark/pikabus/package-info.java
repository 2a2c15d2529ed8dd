/** pikabus, in Java SE and in a container of one. */
@NullMarked
package io.pikabus.benchmark.pikabus;

import org.jspecify.annotations.NullMarked;
