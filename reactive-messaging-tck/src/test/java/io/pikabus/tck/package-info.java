/**
 * Runs the specification's own tests against a server whose applications all hold our connector, to
 * see that it disturbs none of them.
 */
@NullMarked
package io.pikabus.tck;

import org.jspecify.annotations.NullMarked;
