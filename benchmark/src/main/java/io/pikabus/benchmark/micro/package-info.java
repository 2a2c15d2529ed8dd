/** The pure inner parts alone, with JMH: what a message costs before and after the wire. */
@NullMarked
package io.pikabus.benchmark.micro;

import org.jspecify.annotations.NullMarked;
