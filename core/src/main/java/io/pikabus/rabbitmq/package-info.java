/**
 * The broker: the only place that speaks AMQP 0-9-1. Connections that come back, one publisher that
 * publishes and waits for confirms, consumers whose deliveries are settled exactly once, and one
 * declarer.
 */
@NullMarked
package io.pikabus.rabbitmq;

import org.jspecify.annotations.NullMarked;
