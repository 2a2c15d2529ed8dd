package io.pikabus.arquillian.apps.unkept;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment.Strategy;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.eclipse.microprofile.reactive.streams.operators.PublisherBuilder;
import org.eclipse.microprofile.reactive.streams.operators.ReactiveStreams;
import org.eclipse.microprofile.reactive.streams.operators.SubscriberBuilder;

/** A fault in each method and injection point. */
@ApplicationScoped
public class Unkept {
  @Inject
  @Channel("injected")
  PublisherBuilder<String> injected;

  @Inject
  @Channel("told")
  Emitter<Hidden> told;

  @Incoming("split")
  @Outgoing("parts")
  public PublisherBuilder<String> split(String text) {
    return ReactiveStreams.of(text.split(",", -1));
  }

  @Incoming("stream")
  @Outgoing("streamed")
  public PublisherBuilder<String> stream(PublisherBuilder<String> texts) {
    return texts;
  }

  @Incoming("subscribed")
  public SubscriberBuilder<String, Void> subscribe() {
    return ReactiveStreams.<String>builder().ignore();
  }

  @Incoming("early")
  @Acknowledgment(Strategy.PRE_PROCESSING)
  public void early(String text) {}

  @Incoming("unanswered")
  @Acknowledgment(Strategy.NONE)
  public CompletionStage<Void> unanswered(Message<String> message) {
    return message.ack();
  }

  @Incoming("shared")
  public void one(String text) {}

  @Incoming("shared")
  public void other(String text) {}

  @Incoming("everyone")
  public void everyone(String text) {}

  @Incoming("secret")
  private void secret(String text) {}

  @Incoming("outside")
  @Transactional(TxType.NEVER)
  public void outside(String text) {}

  @Incoming("hidden")
  void hidden(Hidden hidden) {}

  @Incoming("generic")
  public void generic(Generic<String> generic) {}

  @Incoming("shape")
  public void shape(Shape shape) {}

  @Outgoing("shown")
  Hidden shown() {
    return new Hidden("1");
  }
}
