/** What every agent has: the loop that takes orders, and the message that all send. */
@NullMarked
package io.pikabus.benchmark.agent;

import org.jspecify.annotations.NullMarked;
