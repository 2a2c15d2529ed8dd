/** An application whose channels share queues by the types of messages. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.typed;

import org.jspecify.annotations.NullMarked;
