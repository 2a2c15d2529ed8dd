/**
 * How text that came from elsewhere may stand in a message of ours. Not for applications.
 *
 * @since 1.0
 */
@NullMarked
package io.pikabus.text;

import org.jspecify.annotations.NullMarked;
