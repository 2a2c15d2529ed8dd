package io.pikabus.vectors;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pikabus.IncomingMetadata;
import io.pikabus.SendOptions;
import io.pikabus.protocol.HeaderNames;
import io.pikabus.protocol.ReplyRoute;
import java.util.Map;
import java.util.function.Consumer;

/** Where a reply goes, and to whom there is none. */
final class ReplyVectors {

  static final Map<String, Consumer<Node>> CHECKS =
      Map.of("replies/route", ReplyVectors::route, "replies/permission", ReplyVectors::permission);

  private ReplyVectors() {}

  private static void route(Node vector) {
    IncomingMetadata request = Messages.incoming(vector.child("request"));
    SendOptions options =
        ReplyRoute.options(request, new HeaderNames("PikaBus"), SendOptions.none());
    Node reply = vector.child("reply");
    assertThat(request.replyToAddress()).isEqualTo(reply.text("routingKey"));
    assertThat(options.exchange() == null ? "PikaBusDirect" : options.exchange())
        .isEqualTo(reply.text("exchange"));
    assertThat(options.mandatory() == null || options.mandatory())
        .isEqualTo(reply.flag("mandatory", true));
  }

  private static void permission(Node vector) {
    IncomingMetadata request = Messages.incoming(vector.child("request"));
    String errorQueue = requireNonNull(vector.text("errorQueue", "error"));
    assertThat(ReplyRoute.refusal(request, errorQueue, vector.texts("allowed")).isEmpty())
        .isEqualTo(vector.flag("replied", false));
  }
}
