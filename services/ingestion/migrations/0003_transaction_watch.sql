-- Every transaction of Opayo's that anybody told us of or that was found in Opayo's own books, until nothing can become of it any more.
-- What people on our side say and what Opayo says are in columns of their own; `gap` is where only one of the two has spoken.
CREATE TABLE watched_transaction (
  id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  vendor                text        NOT NULL,
  vendor_tx_code        text        NOT NULL,
  -- Null while only the code is known: an order that lists its payments, a payment page whose registration got no answer.
  transaction_id        text,
  order_id              text,

  -- Our side: a registration, an order or a producer told us to expect it. The amount is their word.
  expected_at           timestamptz,
  expected_why          text        CHECK (expected_why IN ('REGISTERED', 'SUBMITTED', 'LISTED')),
  told_amount_minor     bigint,
  told_currency         text,
  -- Opayo's genuine notification.
  notified_at           timestamptz,

  -- Opayo's books: when the poll or a look-up found it first, and what they said last.
  seen_at               timestamptz,
  listed_as             text,
  state_id              integer,
  fact_kind             text,
  transaction_type      text,
  parent_transaction_id text,
  amount_minor          bigint,
  currency              text,
  started_at            timestamptz,
  state_since           timestamptz,
  -- Since when Opayo has answered that it does not know it; null once it does.
  missing_since         timestamptz,
  -- When it was first seen decided: paid, reserved, declined, cancelled.
  decided_at            timestamptz,
  -- Settlement: Opayo has no such state, only the batch a transaction was sent to the acquirer in.
  batch_id              text,
  batch_seen_at         timestamptz,
  auth_processor        text,

  -- When to look next; null when nothing can change any more. A claim moves it ahead: an abandoned one comes back by itself.
  next_look_at          timestamptz,
  looked_at             timestamptz,
  looks                 integer     NOT NULL DEFAULT 0,
  failures              integer     NOT NULL DEFAULT 0,
  failing_since         timestamptz,
  last_code             text,

  -- A gap that somebody looked at and has nothing left to do about.
  dismissed_at          timestamptz,
  dismissed_by          text,
  dismissal_reason      text,

  gap text GENERATED ALWAYS AS (
    CASE
      WHEN dismissed_at IS NOT NULL THEN NULL
      WHEN expected_at IS NOT NULL AND (missing_since IS NOT NULL OR (notified_at IS NULL AND decided_at IS NULL))
        THEN 'EXPECTED_NOT_SEEN'
      WHEN expected_at IS NULL AND order_id IS NULL
        AND fact_kind IN ('CAPTURED', 'AUTHORISED', 'AUTHENTICATED', 'REFUNDED', 'UNRECOGNISED')
        THEN 'SEEN_NOT_EXPECTED'
    END
  ) STORED,
  gap_since timestamptz GENERATED ALWAYS AS (
    CASE WHEN expected_at IS NOT NULL THEN expected_at ELSE coalesce(started_at, seen_at) END
  ) STORED,
  -- The gap an alert stands for, and when it was raised.
  alerted_gap           text,
  alerted_at            timestamptz,

  CHECK ((expected_at IS NULL) = (expected_why IS NULL)),
  CHECK ((alerted_gap IS NULL) = (alerted_at IS NULL)),
  CHECK ((dismissed_at IS NULL) = (dismissed_by IS NULL))
);
CREATE UNIQUE INDEX watched_by_transaction ON watched_transaction (vendor, transaction_id) WHERE transaction_id IS NOT NULL;
CREATE UNIQUE INDEX watched_by_code_alone ON watched_transaction (vendor, vendor_tx_code) WHERE transaction_id IS NULL;
CREATE INDEX watched_by_code ON watched_transaction (vendor_tx_code, vendor);
CREATE INDEX watched_due ON watched_transaction (vendor, next_look_at, id) WHERE next_look_at IS NOT NULL;
CREATE INDEX watched_gaps ON watched_transaction (gap, gap_since, id) WHERE gap IS NOT NULL;
CREATE INDEX watched_alerted ON watched_transaction (id) WHERE alerted_gap IS NOT NULL;

-- How far each vendor's books have been read. `polled_to` moves only after everything started before it was stored.
CREATE TABLE poll_cursor (
  vendor        text        PRIMARY KEY,
  polled_to     timestamptz NOT NULL,
  due_at        timestamptz NOT NULL,
  failures      integer     NOT NULL DEFAULT 0,
  failing_since timestamptz,
  last_code     text,
  -- The alert that stands because the books cannot be read, and when it was raised.
  alerted_code  text,
  alerted_at    timestamptz,
  CHECK ((alerted_code IS NULL) = (alerted_at IS NULL))
);
