/** What reads octets or texts of strangers, given whatever a fuzzer thinks of. */
@NullMarked
package io.pikabus.fuzz;

import org.jspecify.annotations.NullMarked;
