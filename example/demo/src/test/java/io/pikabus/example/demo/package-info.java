@NullMarked
package io.pikabus.example.demo;

import org.jspecify.annotations.NullMarked;
