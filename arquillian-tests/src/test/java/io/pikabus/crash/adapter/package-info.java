/** The application that is killed with the resource adapter: a row and some messages in one go. */
@NullMarked
package io.pikabus.crash.adapter;

import org.jspecify.annotations.NullMarked;
