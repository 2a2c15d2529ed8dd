/** The driver: starts the parts, lets the contestants work in turn, and says what it saw. */
@NullMarked
package io.pikabus.benchmark;

import org.jspecify.annotations.NullMarked;
