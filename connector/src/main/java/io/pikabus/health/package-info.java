/** MicroProfile Health, where the container has it: what {@link io.pikabus.BusStatus} says. */
@NullMarked
package io.pikabus.health;

import org.jspecify.annotations.NullMarked;
