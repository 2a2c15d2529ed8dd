/** Handlers of which each breaks a promise or can never work. Runs in no server. */
@NullMarked
package io.pikabus.arquillian.apps.unkept;

import org.jspecify.annotations.NullMarked;
