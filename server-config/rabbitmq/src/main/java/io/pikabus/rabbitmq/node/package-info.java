/**
 * The one fixture by which the tests and the demo get a real RabbitMQ broker.
 *
 * <p>Entry points: {@link io.pikabus.rabbitmq.node.Broker} for a broker from wherever this machine
 * has one, {@link io.pikabus.rabbitmq.node.PrivateNode} for one that can be killed, stopped, paused
 * and started again.
 */
@NullMarked
package io.pikabus.rabbitmq.node;

import org.jspecify.annotations.NullMarked;
