/** Message-driven beans on a real broker, in a container of one. */
package io.pikabus.resource.inflow;
