package io.pikabus.arquillian.apps.unkept;

/** Nothing says which class to make. */
public interface Shape {
  String id();
}
