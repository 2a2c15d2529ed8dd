/**
 * The one fixture by which tests get a real PostgreSQL: {@link
 * io.pikabus.postgresql.node.PrivatePostgres}, which can be killed, stopped and started again.
 */
@NullMarked
package io.pikabus.postgresql.node;

import org.jspecify.annotations.NullMarked;
