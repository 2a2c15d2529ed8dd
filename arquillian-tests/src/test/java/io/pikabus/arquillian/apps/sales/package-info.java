/** Messages and database rows in one transaction. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.sales;

import org.jspecify.annotations.NullMarked;
