-- What producers say about transactions, over HTTP or Kafka: claims, never facts. The body is sealed; `state` is what Opayo's own books made of it.
-- WAITING: not confirmed yet; UNCONFIRMED: not confirmed for so long that somebody was told, still looked for; CONFIRMED and DISAGREES are for ever.
CREATE TABLE claim (
  id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop           text        NOT NULL,
  event_id       text        NOT NULL,
  body_hash      text        NOT NULL,
  body           bytea       NOT NULL,
  transaction_id text        NOT NULL,
  order_id       text,
  door           text        NOT NULL CHECK (door IN ('HTTP', 'KAFKA')),
  told_at        timestamptz NOT NULL,
  state          text        NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'UNCONFIRMED', 'CONFIRMED', 'DISAGREES')),
  looks          integer     NOT NULL DEFAULT 0,
  due_at         timestamptz,
  parked         boolean     NOT NULL DEFAULT false,
  judged_at      timestamptz,
  UNIQUE (shop, event_id),
  CHECK ((due_at IS NULL) = (state IN ('CONFIRMED', 'DISAGREES')))
);
CREATE INDEX claim_due ON claim (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX claim_transaction ON claim (transaction_id);

-- Records of the submitted topics that were readable and refused, with what the producer has to mend. Sealed; `body` is null where it held card data.
CREATE TABLE refused_submission (
  topic       text        NOT NULL,
  partition   integer     NOT NULL,
  record_offset bigint    NOT NULL,
  event_id    text        NOT NULL,
  shop        text        NOT NULL,
  code        text        NOT NULL,
  field       text        NOT NULL,
  reason      text        NOT NULL,
  body        bytea,
  alerted     boolean     NOT NULL,
  refused_at  timestamptz NOT NULL,
  PRIMARY KEY (topic, partition, record_offset, event_id)
);
CREATE INDEX refused_submission_recent ON refused_submission (refused_at);
CREATE INDEX refused_submission_alerted ON refused_submission (topic, shop, code, refused_at) WHERE alerted;
