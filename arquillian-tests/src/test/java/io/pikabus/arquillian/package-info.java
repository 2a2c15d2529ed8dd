/**
 * The connector in WildFly against a broker, seen from outside: over HTTP, and over AMQP as another
 * service of the bus would see it. Each test class deploys one application of {@code apps}.
 */
@NullMarked
package io.pikabus.arquillian;

import org.jspecify.annotations.NullMarked;
