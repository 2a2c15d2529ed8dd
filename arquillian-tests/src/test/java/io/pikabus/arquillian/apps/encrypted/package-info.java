/** An application that has an SSL context for its broker. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.encrypted;

import org.jspecify.annotations.NullMarked;
