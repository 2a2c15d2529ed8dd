/**
 * The command line of the error queue: what lies in it, and the road back. Decisions are pure; the
 * broker is met in {@code ErrorQueue} only.
 */
@NullMarked
package io.pikabus.errors;

import org.jspecify.annotations.NullMarked;
