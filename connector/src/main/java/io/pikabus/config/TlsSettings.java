package io.pikabus.config;

import org.jspecify.annotations.Nullable;

/**
 * How a connection is encrypted, and whom it trusts.
 *
 * @param trustStore certificates of the authorities that are trusted; null for those of the JVM
 * @param keyStore what the client shows of itself; null for nothing
 * @param verifyHost whether the broker's certificate must be for the host that was asked for
 */
public record TlsSettings(
    @Nullable StoreFile trustStore, @Nullable StoreFile keyStore, boolean verifyHost) {}
