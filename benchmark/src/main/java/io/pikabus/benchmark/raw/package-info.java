/** The amqp-client alone, used as well as we know how. */
@NullMarked
package io.pikabus.benchmark.raw;

import org.jspecify.annotations.NullMarked;
