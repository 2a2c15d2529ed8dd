/**
 * What one queue, one node and one cluster carry with the defaults, measured, and a small model of
 * it: {@code ./bench --scale}.
 */
@NullMarked
package io.pikabus.benchmark.scale;

import org.jspecify.annotations.NullMarked;
