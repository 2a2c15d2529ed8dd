package io.pikabus.crash;

import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;

/**
 * A message that came out at the broker.
 *
 * @param body as the application wrote it: {@code task/number}
 * @param marked whether it says that it may be a duplicate
 */
record Arrival(String messageId, String body, boolean marked) {

  static Arrival of(GetResponse response) {
    Object mark = response.getProps().getHeaders().get("PikaBus.PossibleDuplicate");
    return new Arrival(
        response.getProps().getMessageId(),
        new String(response.getBody(), StandardCharsets.UTF_8),
        mark != null && mark.toString().equalsIgnoreCase("true"));
  }

  /** For which task it was sent. */
  String task() {
    return body.substring(0, body.lastIndexOf('/'));
  }

  /** Which message of its task it is, from 1. */
  int number() {
    return Integer.parseInt(body.substring(body.lastIndexOf('/') + 1));
  }
}
