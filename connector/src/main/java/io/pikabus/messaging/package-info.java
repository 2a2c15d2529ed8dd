/**
 * MicroProfile Reactive Messaging: the connector, its channels, the payload types of the
 * application's methods, and the containers' moments of starting and stopping. Everything is put
 * together here.
 */
@NullMarked
package io.pikabus.messaging;

import org.jspecify.annotations.NullMarked;
