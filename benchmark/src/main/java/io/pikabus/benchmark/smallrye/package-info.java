/** SmallRye's RabbitMQ connector, in a container of one. */
@NullMarked
package io.pikabus.benchmark.smallrye;

import org.jspecify.annotations.NullMarked;
