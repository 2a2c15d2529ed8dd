package io.pikabus.recovery;

import io.pikabus.Destination;
import io.pikabus.config.IncomingSettings;
import io.pikabus.protocol.Envelope;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.MessageProperties;

/** The envelope that brings a failed message to the error queue. Pure. */
public final class ErrorQueue {

  private ErrorQueue() {}

  /**
   * Makes the copy for the error queue.
   *
   * @param body as it came, whatever it is
   */
  public static Envelope envelope(
      MessageProperties failed, byte[] body, IncomingSettings settings, Throwable cause) {
    HeaderNames names = settings.bus().headerNames();
    return new Envelope(
        new Destination.Queue(settings.errorQueue()),
        settings.bus().directExchange(),
        true,
        true,
        names,
        FailureHeaders.after(failed, names, settings.queue(), cause),
        body);
  }
}
