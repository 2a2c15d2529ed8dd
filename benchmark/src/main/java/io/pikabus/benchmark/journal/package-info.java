/**
 * The journal of the resource adapter beside other ways of getting the same octets onto the disk.
 */
@NullMarked
package io.pikabus.benchmark.journal;

import org.jspecify.annotations.NullMarked;
