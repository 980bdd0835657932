-- What the shops told about their payments before Opayo speaks of them. Opayo sends a SecurityKey once and never again: sealed.
CREATE TABLE registration (
  vendor          text        NOT NULL,
  vendor_tx_code  text        NOT NULL,
  transaction_id  text        NOT NULL,
  security_key    bytea       NOT NULL,
  shop            text        NOT NULL,
  order_reference text,
  registered_at   timestamptz,
  told_at         timestamptz NOT NULL,
  PRIMARY KEY (vendor, vendor_tx_code)
);

-- The inbox of Opayo's notifications, one row per distinct post. `verified`: null until its registration is known, then for ever
-- true or false. Verified rows are applied one after the other per key, when they are due. A claim moves due_at ahead: an abandoned one comes back by itself.
CREATE TABLE notification (
  id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  content_hash     text        NOT NULL UNIQUE,
  transaction_id   text        NOT NULL,
  vendor_tx_code   text        NOT NULL,
  tx_type          text        NOT NULL,
  status           text        NOT NULL,
  fields           bytea       NOT NULL,
  traceparent      text,
  received_at      timestamptz NOT NULL,
  repeats          integer     NOT NULL DEFAULT 0,
  answered         text        NOT NULL CHECK (answered IN ('OK', 'INVALID')),
  verified         boolean,
  needs_amount     boolean     NOT NULL,
  key              text,
  attempts         integer     NOT NULL DEFAULT 0,
  first_attempt_at timestamptz,
  due_at           timestamptz NOT NULL,
  last_code        text,
  applied_at       timestamptz,
  CHECK (verified IS NOT TRUE OR key IS NOT NULL)
);
CREATE INDEX notification_unverified ON notification (vendor_tx_code) WHERE verified IS NULL;
CREATE INDEX notification_due ON notification (due_at, id) WHERE verified AND applied_at IS NULL;
CREATE INDEX notification_order ON notification (key, id) WHERE verified AND applied_at IS NULL;
CREATE INDEX notification_transaction ON notification (transaction_id);

-- Every version of every order as the shop sent it; personal data, so the body is sealed.
CREATE TABLE shop_order (
  order_id     text        NOT NULL,
  version      bigint      NOT NULL,
  event_id     text        NOT NULL,
  kind         text        NOT NULL,
  body_hash    text        NOT NULL,
  body         bytea       NOT NULL,
  submitted_at timestamptz NOT NULL,
  PRIMARY KEY (order_id, version)
);
