/**
 * The resource adapter itself: one bus on one broker, which a container starts, configures and
 * stops. What lies below is for one contract each: {@code outbound}, {@code xa}, {@code inflow}.
 */
@NullMarked
package io.pikabus.resource;

import org.jspecify.annotations.NullMarked;
