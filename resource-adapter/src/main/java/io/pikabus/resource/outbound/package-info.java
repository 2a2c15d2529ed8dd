/** Connections of applications: pooled by the container, enlisted in its transactions. */
@NullMarked
package io.pikabus.resource.outbound;

import org.jspecify.annotations.NullMarked;
