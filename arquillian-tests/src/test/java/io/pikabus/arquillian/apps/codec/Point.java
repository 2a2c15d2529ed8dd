package io.pikabus.arquillian.apps.codec;

/** A payload that JSON-B could not read, since it is not public. */
record Point(int x, int y) {}
