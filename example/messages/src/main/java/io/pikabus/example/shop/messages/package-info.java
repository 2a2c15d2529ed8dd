/** What the shop and other services say to each other, as JSON. */
@NullMarked
package io.pikabus.example.shop.messages;

import org.jspecify.annotations.NullMarked;
