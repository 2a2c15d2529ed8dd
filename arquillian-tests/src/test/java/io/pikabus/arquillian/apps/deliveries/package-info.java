/** Handlers of every kind that store a row and send, without a word about transactions. */
@NullMarked
package io.pikabus.arquillian.apps.deliveries;

import org.jspecify.annotations.NullMarked;
