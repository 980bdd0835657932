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

-- Several vendors: of which one it is, as far as known, and whose pages the answer named, which a repeat has to name again.
ALTER TABLE notification
  ADD COLUMN vendor       text,
  ADD COLUMN answered_for text NOT NULL DEFAULT '',
  ADD COLUMN order_id     text;
UPDATE notification n
SET vendor = r.vendor, answered_for = r.vendor, order_id = CASE WHEN n.verified THEN r.shop || '/' || r.order_reference END
FROM registration r WHERE r.vendor_tx_code = n.vendor_tx_code;
CREATE INDEX registration_code ON registration (vendor_tx_code);
CREATE INDEX registration_transaction ON registration (transaction_id);

-- Which order lists which payment, to allocate what nobody registered. Two orders that list the same one allocate nothing: a person decides.
CREATE TABLE listed_payment (
  vendor_tx_code text        NOT NULL,
  order_id       text        NOT NULL,
  listed_at      timestamptz NOT NULL,
  PRIMARY KEY (vendor_tx_code, order_id)
);

-- What nobody registered is asked about at Opayo when it is due, few at a time; `absent_since`: Opayo says it has no such transaction.
ALTER TABLE notification
  ADD COLUMN absent_since timestamptz,
  ADD COLUMN judged_at    timestamptz;
CREATE INDEX notification_unproven ON notification (due_at, id) WHERE verified IS NULL;
CREATE INDEX notification_forged ON notification (judged_at) WHERE NOT verified;

-- Payment pages shops asked for, one row per try. The row is written before Opayo is called; the SecurityKey of its answer goes into `registration`.
CREATE TABLE payment_page (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop            text        NOT NULL,
  idempotency_key text        NOT NULL,
  attempt         integer     NOT NULL,
  request_hash    text        NOT NULL,
  vendor          text        NOT NULL,
  vendor_tx_code  text        NOT NULL,
  order_id        text        NOT NULL,
  amount_minor    bigint      NOT NULL,
  currency        text        NOT NULL,
  sent_at         timestamptz NOT NULL,
  state           text        NOT NULL CHECK (state IN ('SENT', 'OPEN', 'REFUSED', 'NOT_SENT', 'UNKNOWN')),
  transaction_id  text,
  page            bytea,
  refusal         text,
  UNIQUE (shop, idempotency_key, attempt),
  UNIQUE (vendor, vendor_tx_code),
  CHECK ((state = 'OPEN') = (page IS NOT NULL))
);
