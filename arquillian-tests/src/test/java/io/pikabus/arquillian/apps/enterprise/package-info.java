/** The WAR of an EAR. Runs in the server. */
@NullMarked
package io.pikabus.arquillian.apps.enterprise;

import org.jspecify.annotations.NullMarked;
