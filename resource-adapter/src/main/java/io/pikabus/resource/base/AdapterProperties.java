package io.pikabus.resource.base;

import org.jspecify.annotations.Nullable;

/** What one instance of the adapter is configured with: its broker, its bus, and defaults. */
public abstract class AdapterProperties extends ConsumingProperties {

  private static final long serialVersionUID = 1;

  /** The key {@code host}. */
  public void setHost(@Nullable String text) {
    set("host", text);
  }

  /** The key {@code port}. */
  public void setPort(@Nullable String text) {
    set("port", text);
  }

  /** The key {@code addresses}. */
  public void setAddresses(@Nullable String text) {
    set("addresses", text);
  }

  /** The key {@code url}. */
  public void setUrl(@Nullable String text) {
    set("url", text);
  }

  /** The key {@code virtual-host}. */
  public void setVirtualHost(@Nullable String text) {
    set("virtual-host", text);
  }

  /** The key {@code username}. */
  public void setUsername(@Nullable String text) {
    set("username", text);
  }

  /** The key {@code password}. */
  public void setPassword(@Nullable String text) {
    set("password", text);
  }

  /** The key {@code application-name}. */
  public void setApplicationName(@Nullable String text) {
    set("application-name", text);
  }

  /** The key {@code connection-timeout}. */
  public void setConnectionTimeout(@Nullable String text) {
    set("connection-timeout", text);
  }

  /** The key {@code heartbeat}. */
  public void setHeartbeat(@Nullable String text) {
    set("heartbeat", text);
  }

  /** The key {@code max-message-size}. */
  public void setMaxMessageSize(@Nullable String text) {
    set("max-message-size", text);
  }

  /** The key {@code tls}. */
  public void setTls(@Nullable String text) {
    set("tls", text);
  }

  /** The key {@code tls.context}. */
  public void setTlsContext(@Nullable String text) {
    set("tls.context", text);
  }

  /** The key {@code tls.trust-store}. */
  public void setTlsTrustStore(@Nullable String text) {
    set("tls.trust-store", text);
  }

  /** The key {@code tls.trust-store-password}. */
  public void setTlsTrustStorePassword(@Nullable String text) {
    set("tls.trust-store-password", text);
  }

  /** The key {@code tls.key-store}. */
  public void setTlsKeyStore(@Nullable String text) {
    set("tls.key-store", text);
  }

  /** The key {@code tls.key-store-password}. */
  public void setTlsKeyStorePassword(@Nullable String text) {
    set("tls.key-store-password", text);
  }

  /** The key {@code tls.verify-host}. */
  public void setTlsVerifyHost(@Nullable String text) {
    set("tls.verify-host", text);
  }

  /** The key {@code sasl}. */
  public void setSasl(@Nullable String text) {
    set("sasl", text);
  }

  /** The key {@code topology}. */
  public void setTopology(@Nullable String text) {
    set("topology", text);
  }

  /** The key {@code delays}. */
  public void setDelays(@Nullable String text) {
    set("delays", text);
  }

  /** The key {@code error-queue-type}. */
  public void setErrorQueueType(@Nullable String text) {
    set("error-queue-type", text);
  }

  /** The key {@code direct-exchange}. */
  public void setDirectExchange(@Nullable String text) {
    set("direct-exchange", text);
  }

  /** The key {@code topic-exchange}. */
  public void setTopicExchange(@Nullable String text) {
    set("topic-exchange", text);
  }

  /** The key {@code header-prefix}. */
  public void setHeaderPrefix(@Nullable String text) {
    set("header-prefix", text);
  }

  /** The key {@code time-format}. */
  public void setTimeFormat(@Nullable String text) {
    set("time-format", text);
  }

  /** The key {@code listener-queue}. */
  public void setListenerQueue(@Nullable String text) {
    set("listener-queue", text);
  }

  /** The key {@code error-queue}. */
  public void setErrorQueue(@Nullable String text) {
    set("error-queue", text);
  }

  /** The key {@code allowed-reply-queues}. */
  public void setAllowedReplyQueues(@Nullable String text) {
    set("allowed-reply-queues", text);
  }

  /** The key {@code mandatory}. */
  public void setMandatory(@Nullable String text) {
    set("mandatory", text);
  }

  /** The key {@code persistent}. */
  public void setPersistent(@Nullable String text) {
    set("persistent", text);
  }

  /** The key {@code message-type}. */
  public void setMessageType(@Nullable String text) {
    set("message-type", text);
  }

  /** The key {@code message-type-from}. */
  public void setMessageTypeFrom(@Nullable String text) {
    set("message-type-from", text);
  }

  /** The key {@code confirm-timeout}. */
  public void setConfirmTimeout(@Nullable String text) {
    set("confirm-timeout", text);
  }

  /** The key {@code declare-queues}. */
  public void setDeclareQueues(@Nullable String text) {
    set("declare-queues", text);
  }

  /** The key {@code payload.strict}. */
  public void setPayloadStrict(@Nullable String text) {
    set("payload.strict", text);
  }

  /** The key {@code payload.nulls}. */
  public void setPayloadNulls(@Nullable String text) {
    set("payload.nulls", text);
  }

  /** The key {@code ready-while-paused}. */
  public void setReadyWhilePaused(@Nullable String text) {
    set("ready-while-paused", text);
  }

  /** The directory of the journal. */
  public void setJournalDirectory(@Nullable String text) {
    set("journal-directory", text);
  }

  /** How long a commit waits for the broker's confirms before it leaves them to the journal. */
  public void setCommitWait(@Nullable String text) {
    set("commit-wait", text);
  }
}
