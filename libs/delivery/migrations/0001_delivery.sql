-- Tables of libs/delivery, in each service's own schema.

-- Messages on their way to Kafka, and those published until the topic has forgotten them too. Bodies are sealed.
CREATE TABLE outbox (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic        text        NOT NULL,
  key          text        NOT NULL,
  shard        smallint    NOT NULL,
  event_id     text        NOT NULL UNIQUE,
  type         text        NOT NULL,
  subject      text        NOT NULL,
  occurred_at  timestamptz NOT NULL,
  traceparent  text,
  body         bytea       NOT NULL,
  appended_at  timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz
);
CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

-- Who publishes which shard.
CREATE TABLE outbox_lease (
  shard      smallint    PRIMARY KEY,
  holder     text,
  expires_at timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO outbox_lease (shard) SELECT generate_series(0, 15);

-- Relays alive, so that they share the shards evenly.
CREATE TABLE outbox_relay (
  holder     text        PRIMARY KEY,
  expires_at timestamptz NOT NULL
);

-- Identities of everything accepted, for ever: money effects have no expiry.
CREATE TABLE inbox (
  source      text        NOT NULL,
  identity    text        NOT NULL,
  body_hash   text        NOT NULL,
  accepted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source, identity)
);

-- Heads of blocked keys; what follows them are unapplied rows of the service. Bodies are sealed.
CREATE TABLE parked (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  parked_id      text        NOT NULL UNIQUE,
  alert_id       text        NOT NULL,
  key            text        NOT NULL,
  code           text        NOT NULL,
  order_id       text,
  effect_id      text,
  text           text        NOT NULL,
  owner          text        NOT NULL,
  suggested_fix  text        NOT NULL,
  severity       text        NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
  amount_minor   bigint,
  currency       text,
  body           bytea       NOT NULL,
  parked_at      timestamptz NOT NULL,
  released_at    timestamptz,
  released_by    text,
  release_reason text,
  CHECK ((released_at IS NULL) = (released_by IS NULL))
);
CREATE UNIQUE INDEX parked_blocking ON parked (key, code) WHERE released_at IS NULL;

-- The last sequence each reader applied of each key.
CREATE TABLE sequence_gate (
  reader        text   NOT NULL,
  key           text   NOT NULL,
  last_sequence bigint NOT NULL,
  PRIMARY KEY (reader, key)
);

-- Records no reader understood, with everything needed to replay them. Key, value and headers are sealed.
CREATE TABLE quarantined (
  quarantine_id  text        PRIMARY KEY,
  topic          text        NOT NULL,
  partition      integer     NOT NULL,
  "offset"       bigint      NOT NULL,
  schema_id      integer,
  code           text        NOT NULL,
  text           text        NOT NULL,
  byte_length    integer     NOT NULL,
  record         bytea       NOT NULL,
  quarantined_at timestamptz NOT NULL,
  replayed_at    timestamptz,
  replayed_by    text
);
CREATE INDEX quarantined_waiting ON quarantined (topic, partition, "offset") WHERE replayed_at IS NULL;
