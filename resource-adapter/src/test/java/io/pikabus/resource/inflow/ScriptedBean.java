package io.pikabus.resource.inflow;

import io.pikabus.PikaBusListener;
import io.pikabus.ReceivedMessage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A bean that notes what it gets, and does what it is told to. */
public class ScriptedBean implements PikaBusListener {

  /** What it does with a message. */
  interface Doing {
    void with(String text) throws Exception;
  }

  final Queue<String> got = new ConcurrentLinkedQueue<>();
  volatile Doing doing = text -> {};

  public void onMessage(ReceivedMessage<String> message) throws Exception {
    got.add(message.payload());
    doing.with(message.payload());
  }
}
