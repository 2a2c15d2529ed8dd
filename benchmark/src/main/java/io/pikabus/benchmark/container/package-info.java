/** A container of one: CDI, channels, transactions and a datasource. */
@NullMarked
package io.pikabus.benchmark.container;

import org.jspecify.annotations.NullMarked;
