/** pikabus in a WildFly of its own, which is started once and answers to orders over HTTP. */
@NullMarked
package io.pikabus.benchmark.wildfly;

import org.jspecify.annotations.NullMarked;
