-- The ledger: everything we want done once in SYSPRO, and how far it has come. Commands hold personal data and are sealed.
CREATE TABLE effect (
  effect_id       text        PRIMARY KEY,
  revision        integer     NOT NULL DEFAULT 1,
  order_id        text        NOT NULL,
  company         text        NOT NULL,
  kind            text        NOT NULL,
  sequence        bigint      NOT NULL CHECK (sequence > 0),
  request_hash    text        NOT NULL,
  reference       text        NOT NULL,
  amount_minor    bigint,
  currency        text,
  depends_on      jsonb       NOT NULL,
  command         bytea       NOT NULL,
  traceparent     text,
  issued_at       timestamptz NOT NULL,
  state           text        NOT NULL DEFAULT 'PLANNED'
                  CHECK (state IN ('PLANNED', 'CLAIMED', 'SENT', 'CONFIRMED', 'REJECTED', 'UNKNOWN')),
  parked          boolean     NOT NULL DEFAULT false,
  sends           integer     NOT NULL DEFAULT 0,
  failures        integer     NOT NULL DEFAULT 0,
  first_failed_at timestamptz,
  planned_at      timestamptz NOT NULL DEFAULT now(),
  sent_at         timestamptz,
  unknown_since   timestamptz,
  settled_at      timestamptz,
  last_code       text,
  last_text       text,
  evidence        jsonb,
  CHECK ((amount_minor IS NULL) = (currency IS NULL)),
  UNIQUE (order_id, sequence)
);
CREATE INDEX effect_waiting_for ON effect USING gin (depends_on) WHERE state = 'PLANNED';

-- One row per order: whose turn it is, when, and who has it. Effects of one order never run side by side.
CREATE TABLE effect_key (
  order_id      text   PRIMARY KEY,
  lane          text   NOT NULL,
  next_sequence bigint NOT NULL DEFAULT 1,
  due_at        timestamptz,
  claim_id      text,
  lease_until   timestamptz
);
CREATE INDEX effect_key_due ON effect_key (lane, due_at) WHERE due_at IS NOT NULL;

-- What was tried, said and answered. Calls hold personal data and are sealed.
CREATE TABLE effect_attempt (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  effect_id  text        NOT NULL REFERENCES effect,
  revision   integer     NOT NULL,
  claim_id   text        NOT NULL UNIQUE,
  purpose    text        NOT NULL CHECK (purpose IN ('POST', 'READ_BACK')),
  started_at timestamptz NOT NULL,
  ended_at   timestamptz NOT NULL,
  result     text        NOT NULL,
  text       text,
  calls      bytea       NOT NULL
);
CREATE INDEX effect_attempt_of ON effect_attempt (effect_id, id);

-- Sales orders of ours that SYSPRO may still change, as the poller saw them last.
CREATE TABLE watched_order (
  company       text        NOT NULL,
  sales_order   text        NOT NULL,
  order_id      text        NOT NULL,
  customer_code text        NOT NULL,
  currency      text        NOT NULL,
  watched_since timestamptz NOT NULL DEFAULT now(),
  status        text,
  shipped       boolean     NOT NULL DEFAULT false,
  row_hash      text,
  closed_at     timestamptz,
  PRIMARY KEY (company, sales_order)
);
CREATE INDEX watched_order_open ON watched_order (company, sales_order) WHERE closed_at IS NULL;

CREATE TABLE watched_invoice (
  company       text   NOT NULL,
  sales_order   text   NOT NULL,
  invoice       text   NOT NULL,
  balance_minor bigint NOT NULL,
  PRIMARY KEY (company, sales_order, invoice),
  FOREIGN KEY (company, sales_order) REFERENCES watched_order
);
