/** Spring AMQP. */
@NullMarked
package io.pikabus.benchmark.spring;

import org.jspecify.annotations.NullMarked;
