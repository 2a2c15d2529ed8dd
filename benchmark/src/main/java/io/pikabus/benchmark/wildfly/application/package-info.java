/** The application that is measured: what is here is in the WAR, and what an agent has. */
@NullMarked
package io.pikabus.benchmark.wildfly.application;

import org.jspecify.annotations.NullMarked;
