package io.pikabus;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the {@code MessageType} of the messages whose payload is of this class, or of a subclass
 * without a name of its own. It counts where {@code message-type-from} is {@code annotation},
 * {@code class} or {@code simple-class}, and neither {@link SendOptions#withMessageType} nor {@code
 * message-type} says another one.
 *
 * <pre>{@code
 * @MessageType("shop.OrderPlaced")
 * public record OrderPlaced(String id) {}
 * }</pre>
 *
 * @since 1.0
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MessageType {

  /** The type, commonly {@code namespace.Type}; up to 255 octets in UTF-8. */
  String value();
}
