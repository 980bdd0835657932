-- Orders as their facts, and the commands sent for them. Everything a person could be known by is sealed.

-- One row per business key: an order (`shop/reference`), or the vendorTxCode of payments that have not found theirs. Locked, in key order, by
-- whoever adds facts or commands under it.
CREATE TABLE business_key (
  key           text   PRIMARY KEY,
  -- Of a vendorTxCode: the order the shop listed it under, once known.
  order_id      text,
  -- Last sequence given to a command of this key.
  last_sequence bigint NOT NULL DEFAULT 0
);
CREATE INDEX business_key_order ON business_key (order_id) WHERE order_id IS NOT NULL;

-- Facts accepted, each once (the inbox of libs/delivery knows their identities and hashes).
CREATE TABLE fact (
  source   text        NOT NULL,
  identity text        NOT NULL,
  key      text        NOT NULL REFERENCES business_key (key),
  kind     text        NOT NULL,
  event    bytea       NOT NULL,
  heard_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, identity)
);
CREATE INDEX fact_key ON fact (key);

-- What was consumed and cannot be folded: a kind newer than this release, or a known fact told differently. Its key is parked.
CREATE TABLE fact_set_aside (
  topic        text        NOT NULL,
  partition    integer     NOT NULL,
  "offset"     bigint      NOT NULL,
  key          text        NOT NULL,
  code         text        NOT NULL,
  event        bytea       NOT NULL,
  set_aside_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition, "offset")
);
CREATE INDEX fact_set_aside_key ON fact_set_aside (key);

-- Commands sent, by the effect they ask for: one row an effect, for ever, so that none is asked for twice.
CREATE TABLE command (
  effect_id       text        PRIMARY KEY,
  order_id        text        NOT NULL REFERENCES business_key (key),
  sequence        bigint      NOT NULL,
  kind            text        NOT NULL CHECK (kind IN ('CREATE_SALES_ORDER', 'POST_RECEIPT')),
  order_version   bigint      NOT NULL,
  reversals_known integer     NOT NULL,
  issued_at       timestamptz NOT NULL,
  -- What was sent, sealed.
  command         bytea       NOT NULL,
  UNIQUE (order_id, sequence)
);
