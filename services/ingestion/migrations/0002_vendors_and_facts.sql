-- Every fact that was published, readable: facts carry no personal data. Identities stay unique in the inbox table, this is what they said.
CREATE TABLE payment_fact (
  identity              text        PRIMARY KEY,
  event_id              text        NOT NULL,
  transaction_id        text        NOT NULL,
  kind                  text        NOT NULL,
  vendor                text        NOT NULL,
  vendor_tx_code        text        NOT NULL,
  parent_transaction_id text,
  order_id              text,
  amount_minor          bigint,
  currency              text,
  occurred_at           timestamptz NOT NULL,
  heard_at              timestamptz NOT NULL,
  heard_by              text        NOT NULL,
  implied               boolean     NOT NULL
);
CREATE INDEX payment_fact_transaction ON payment_fact (transaction_id);

-- Contents that disagreed with a fact that was published before. One is parked once; after its release the first word stands for good.
CREATE TABLE fact_conflict (
  identity  text        NOT NULL,
  body_hash text        NOT NULL,
  key       text        NOT NULL,
  heard_at  timestamptz NOT NULL,
  PRIMARY KEY (identity, body_hash)
);

-- How a notification ended: its fact was published, had been before, or was dismissed by a person, with the reason.
ALTER TABLE notification
  ADD COLUMN outcome        text CHECK (outcome IN ('PUBLISHED', 'REPEAT', 'NO_EFFECT', 'DISMISSED')),
  ADD COLUMN outcome_reason text;
