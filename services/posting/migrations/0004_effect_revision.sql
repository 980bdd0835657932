-- Who had an effect sent again as a new revision, why, and what it replaced. Commands hold personal data and are sealed.
CREATE TABLE effect_revision (
  effect_id    text        NOT NULL REFERENCES effect,
  revision     integer     NOT NULL,
  decided_by   text        NOT NULL,
  reason       text        NOT NULL,
  decided_at   timestamptz NOT NULL DEFAULT now(),
  request_hash text        NOT NULL,
  command      bytea       NOT NULL,
  PRIMARY KEY (effect_id, revision)
);
