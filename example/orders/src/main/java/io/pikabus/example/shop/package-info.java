/**
 * A shop. Orders come in over HTTP ({@link OrderResource}) or as messages ({@link Fulfilment});
 * both store them, and only messages decide about them. {@link Auditor} keeps what happened.
 */
@NullMarked
package io.pikabus.example.shop;

import org.jspecify.annotations.NullMarked;
