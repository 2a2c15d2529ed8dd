package io.pikabus;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which messages a method of a {@link PikaBusListener} takes.
 *
 * <pre>{@code
 * @OnMessage("shop.OrderPlaced")
 * public void placed(OrderPlaced order) {
 *   orders.add(order.id());
 * }
 *
 * @OnMessage("shop.*")
 * public void other(String json, IncomingMetadata metadata) {
 *   log.add(metadata.messageType() + " " + json);
 * }
 *
 * @OnMessage
 * public void rest(byte[] body) {
 *   log.add(body.length + " bytes");
 * }
 * }</pre>
 *
 * <p>The method is public and returns nothing. It has one parameter for the payload, whose type
 * says what the body is decoded to, and may have one of type {@link IncomingMetadata}; or one of
 * type {@link ReceivedMessage}, which is both.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnMessage {

  /**
   * The {@code MessageType}s that the method takes: each exact, or the beginning of many as in
   * {@code shop.*}. The nearest wins: the exact one, then the longest beginning. None at all for
   * the rest: whatever no other method takes, and messages without a type. What nobody takes goes
   * to the error queue.
   */
  String[] value() default {};
}
