package io.pikabus;

/**
 * What a message-driven bean implements that consumes a queue through the resource adapter. It has
 * no methods: those of the bean that are annotated with {@link OnMessage} take the messages. A bean
 * that wants all of them writes one method, {@code onMessage}, and needs no annotation:
 *
 * <pre>{@code
 * public void onMessage(ReceivedMessage<byte[]> message) {
 *   archive.keep(message.metadata().messageId(), message.payload());
 * }
 * }</pre>
 *
 * <p>Unless the bean says otherwise, each message is handled inside a transaction of the container:
 * it is acknowledged after the commit. When the method throws, whatever it throws, the transaction
 * is rolled back, and the message is tried again or goes to the error queue, as the activation's
 * properties say.
 */
public interface PikaBusListener {}
