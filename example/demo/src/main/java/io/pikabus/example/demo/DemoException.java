package io.pikabus.example.demo;

/** The demo cannot go on. The message is all that the user is shown. */
final class DemoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }
}
