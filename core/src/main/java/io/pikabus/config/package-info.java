/**
 * What can be configured: one {@link io.pikabus.config.ConfigKey} a setting, read into records that
 * do not change, with every fault reported at once. The documentation's table is made from the same
 * keys.
 */
@NullMarked
package io.pikabus.config;

import org.jspecify.annotations.NullMarked;
