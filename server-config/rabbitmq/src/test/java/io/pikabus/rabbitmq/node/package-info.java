/** Tests of the fixture against real brokers. */
@NullMarked
package io.pikabus.rabbitmq.node;

import org.jspecify.annotations.NullMarked;
