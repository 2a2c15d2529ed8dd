-- The outbox and the inbox of pikabus, for MySQL and MariaDB.
CREATE TABLE pikabus_outbox (
  batch_id          VARCHAR(32) NOT NULL,
  position_in_batch INTEGER NOT NULL,
  sequence_number   BIGINT NOT NULL AUTO_INCREMENT,
  broker            VARCHAR(250) NOT NULL,
  ordering_key      VARCHAR(200),
  message_id        VARCHAR(255),
  destination       VARCHAR(500),
  envelope          LONGBLOB NOT NULL,
  body              LONGBLOB NOT NULL,
  created_at        BIGINT NOT NULL,
  lease_until       BIGINT NOT NULL,
  attempts          INTEGER NOT NULL,
  failure           VARCHAR(2000),
  PRIMARY KEY (batch_id, position_in_batch),
  UNIQUE KEY (sequence_number)
);
CREATE INDEX pikabus_outbox_lease ON pikabus_outbox (position_in_batch, broker, lease_until);
CREATE INDEX pikabus_outbox_order ON pikabus_outbox (ordering_key, sequence_number);
CREATE TABLE pikabus_inbox (
  queue             VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  message_id        VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  received_at       BIGINT NOT NULL,
  PRIMARY KEY (queue, message_id)
);
CREATE INDEX pikabus_inbox_age ON pikabus_inbox (received_at);
