/** The container's transactions. The only place that knows JTA and JNDI. */
@NullMarked
package io.pikabus.transaction.jta;

import org.jspecify.annotations.NullMarked;
