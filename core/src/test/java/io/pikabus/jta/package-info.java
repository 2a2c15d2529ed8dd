/**
 * The transactions, the outbox and the inbox with real transactions, databases and brokers, and
 * without an application server: {@link io.pikabus.jta.SmallContainer} is one.
 */
package io.pikabus.jta;
