/** The shop on the resource adapter: connections of its pool, and message-driven beans. */
@NullMarked
package io.pikabus.example.shop.adapter;

import org.jspecify.annotations.NullMarked;
