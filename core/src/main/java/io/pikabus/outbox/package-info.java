/**
 * The outbox and the inbox: rows in the application's own database, how they are written in its
 * transaction, sent from memory after the commit, and sent from the table when that did not happen.
 */
@NullMarked
package io.pikabus.outbox;

import org.jspecify.annotations.NullMarked;
