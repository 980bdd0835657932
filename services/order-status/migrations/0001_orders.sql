-- What is known about orders, and where each stands. No personal data: facts keep what a status needs of a record and nothing else.

CREATE TABLE order_fact (
  topic       text        NOT NULL,
  event_id    text        NOT NULL,
  -- Null for a payment that belongs to no order yet.
  order_id    text,
  -- How the fact was read from its record ('v1:…'): a hash of another reading does not compare.
  fact_hash   text        NOT NULL,
  occurred_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  fact        jsonb       NOT NULL,
  PRIMARY KEY (topic, event_id)
);
CREATE INDEX order_fact_by_order ON order_fact (order_id);

-- One row per order: the snapshot as it was last published, and what lists and sums need of it. The row is the order's lock.
CREATE TABLE order_state (
  order_id       text        PRIMARY KEY,
  -- Of the last published snapshot; 0 before the first.
  sequence       bigint      NOT NULL DEFAULT 0,
  status         text        NOT NULL DEFAULT 'UNKNOWN',
  snapshot       jsonb,
  steps          text[]      NOT NULL DEFAULT '{}',
  attention      jsonb,
  currency       text,
  total_minor    bigint,
  captured_minor bigint      NOT NULL DEFAULT 0,
  invoiced_minor bigint      NOT NULL DEFAULT 0,
  receipted_minor bigint     NOT NULL DEFAULT 0,
  updated_at     timestamptz NOT NULL
);
CREATE INDEX order_state_by_status ON order_state (status, order_id);
CREATE INDEX order_state_attention ON order_state (order_id) WHERE attention IS NOT NULL;
