@NullMarked
package io.pikabus.example.shop;

import org.jspecify.annotations.NullMarked;
