package io.pikabus.arquillian.apps.unkept;

/** Not public, as JSON-B needs it. */
record Hidden(String id) {}
