/**
 * A container of one: CDI, channels, transactions and a datasource. Measures pikabus with JTA where
 * starting a server would take too long; the server itself is in {@code
 * io.pikabus.benchmark.wildfly}.
 */
@NullMarked
package io.pikabus.benchmark.container;

import org.jspecify.annotations.NullMarked;
