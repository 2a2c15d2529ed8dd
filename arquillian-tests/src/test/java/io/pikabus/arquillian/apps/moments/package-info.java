/** What handlers and observers find at the edges of requests and transactions. In the server. */
@NullMarked
package io.pikabus.arquillian.apps.moments;

import org.jspecify.annotations.NullMarked;
