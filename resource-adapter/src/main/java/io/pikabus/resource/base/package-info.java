/** What all contracts of the adapter share: its properties, its threads, its engine. */
@NullMarked
package io.pikabus.resource.base;

import org.jspecify.annotations.NullMarked;
