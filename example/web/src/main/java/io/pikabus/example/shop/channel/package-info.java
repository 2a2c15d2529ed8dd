/** The shop on channels of MicroProfile Reactive Messaging. */
@NullMarked
package io.pikabus.example.shop.channel;

import org.jspecify.annotations.NullMarked;
