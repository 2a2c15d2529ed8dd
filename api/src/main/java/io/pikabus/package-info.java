/**
 * What an application sees of pikabus: the bus, what may be said about a message, and what can
 * become of it. Nothing here imports anything but the Java platform. What says no other version is
 * there since this one.
 *
 * @since 1.0
 */
@NullMarked
package io.pikabus;

import org.jspecify.annotations.NullMarked;
