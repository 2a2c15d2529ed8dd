@NullMarked
package io.pikabus.postgresql.node;

import org.jspecify.annotations.NullMarked;
