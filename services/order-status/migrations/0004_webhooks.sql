-- Who is told of changes by HTTP, and what each is still to be told. A delivery has no payload: what is sent is the order as it is then.

CREATE TABLE webhook_subscription (
  subscription_id      text        PRIMARY KEY,
  shop                 text        NOT NULL,
  url                  text        NOT NULL,
  -- Empty: all.
  event_types          text[]      NOT NULL DEFAULT '{}',
  description          text        NOT NULL DEFAULT '',
  -- Sealed. After a rotation both sign until the old one's time is over.
  secret               bytea       NOT NULL,
  old_secret           bytea,
  old_secret_until     timestamptz,
  state                text        NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'PAUSED')),
  paused_reason        text,
  -- Of the first failure since the last delivery; null while it works.
  failing_since        timestamptz,
  -- In a row for which the receiver itself was the cause; while there are any, one delivery at a time tries it.
  consecutive_failures integer     NOT NULL DEFAULT 0,
  resting_until        timestamptz,
  delivered_at         timestamptz,
  created_at           timestamptz NOT NULL,
  updated_at           timestamptz NOT NULL
);
CREATE INDEX webhook_subscription_by_shop ON webhook_subscription (shop, subscription_id);

CREATE TABLE webhook_delivery (
  delivery_id      text        PRIMARY KEY,
  subscription_id  text        NOT NULL REFERENCES webhook_subscription ON DELETE CASCADE,
  event_id         text        NOT NULL,
  event_type       text        NOT NULL,
  order_id         text        NOT NULL,
  -- Of the snapshot whose coming is told.
  sequence         bigint      NOT NULL,
  occurred_at      timestamptz NOT NULL,
  traceparent      text,
  state            text        NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'DELIVERED', 'FAILED')),
  attempts         integer     NOT NULL DEFAULT 0,
  -- Start of the time for which it is tried; null before the first attempt, and again after a redelivery or a pause.
  tried_since      timestamptz,
  due_at           timestamptz NOT NULL,
  -- By a process that sends it right now; a process that died lets it go by itself.
  claimed_until    timestamptz,
  -- The latest attempts, oldest first: at, status, problem, durationMs.
  history          jsonb       NOT NULL DEFAULT '[]',
  settled_at       timestamptz,
  UNIQUE (subscription_id, order_id, sequence)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (subscription_id, due_at) WHERE state = 'WAITING';
CREATE INDEX webhook_delivery_heads ON webhook_delivery (subscription_id, order_id, sequence) WHERE state = 'WAITING';
CREATE INDEX webhook_delivery_newest ON webhook_delivery (subscription_id, occurred_at DESC, delivery_id);
CREATE INDEX webhook_delivery_settled ON webhook_delivery (settled_at) WHERE state <> 'WAITING';
