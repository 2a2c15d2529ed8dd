/**
 * Message inflow: message-driven beans consume queues. A bean's class says which of its methods
 * takes which messages; an activation is the lanes that call them.
 */
@NullMarked
package io.pikabus.resource.inflow;

import org.jspecify.annotations.NullMarked;
