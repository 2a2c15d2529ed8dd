/**
 * WildFly, Open Liberty and RabbitMQ as child processes that are killed at chosen points, started
 * again, and counted: rows in the database, messages at the broker. The points are hit by Byteman
 * rules on classes of the server, of the client library and of the test's own application; no class
 * of the connector is named in them.
 */
@NullMarked
package io.pikabus.crash;

import org.jspecify.annotations.NullMarked;
