/**
 * A shop. Orders come in over HTTP ({@link OrderResource}) or as messages; both store them, and
 * only messages decide about them ({@link Orders#decide}). {@link Audit} keeps what happened.
 *
 * <p>How it speaks to the bus is not here: there is a form with channels, and one with the resource
 * adapter.
 */
@NullMarked
package io.pikabus.example.shop;

import org.jspecify.annotations.NullMarked;
