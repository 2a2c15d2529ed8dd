package io.pikabus.arquillian.apps.moments;

/**
 * Something that is sent when its transaction completes.
 *
 * @param phase {@code AFTER_SUCCESS} and the like
 * @param way {@code bus}, {@code defer} or {@code emitter}
 */
public record Moment(String phase, String way, String queue, String text) {}
