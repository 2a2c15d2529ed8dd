/**
 * Runs the shop and, if asked, walks through it. {@link Main} starts a broker and a {@link Server};
 * {@link Walk} is the customer.
 */
@NullMarked
package io.pikabus.example.demo;

import org.jspecify.annotations.NullMarked;
