package io.pikabus.documentation;

import io.pikabus.IncomingMetadata;
import io.pikabus.OnMessage;
import io.pikabus.PikaBusListener;
import io.pikabus.ReceivedMessage;
import java.util.ArrayList;
import java.util.List;

/** What the Javadoc and the documentation of message-driven beans show. */
final class Listeners {

  record OrderPlaced(String id) {}

  interface Archive {
    void keep(String id, byte[] body);
  }

  static class Shop implements PikaBusListener {
    private final List<String> orders = new ArrayList<>();
    private final List<String> log = new ArrayList<>();

    @OnMessage("shop.OrderPlaced")
    public void placed(OrderPlaced order) {
      orders.add(order.id());
    }

    @OnMessage("shop.*")
    public void other(String json, IncomingMetadata metadata) {
      log.add(metadata.messageType() + " " + json);
    }

    @OnMessage
    public void rest(byte[] body) {
      log.add(body.length + " bytes");
    }
  }

  record Keeping(Archive archive) implements PikaBusListener {
    public void onMessage(ReceivedMessage<byte[]> message) {
      archive.keep(message.metadata().messageId(), message.payload());
    }
  }

  private Listeners() {}
}
