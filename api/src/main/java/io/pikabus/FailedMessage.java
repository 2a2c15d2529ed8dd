package io.pikabus;

/**
 * A message and its latest failure.
 *
 * @param failures how often its handling has failed by now, from 1
 * @param cause of the latest; a {@link PayloadException} when its body could not be decoded
 */
public record FailedMessage(IncomingMetadata metadata, int failures, Throwable cause) {}
