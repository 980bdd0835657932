-- Customers of ours as they were last told to SYSPRO: what changes is told again, what does not is not. No names here, only a hash.
CREATE TABLE customer_told (
  key          text        PRIMARY KEY REFERENCES business_key (key),
  -- The command that told it.
  effect_id    text        NOT NULL,
  -- How many commands there were.
  count        integer     NOT NULL,
  content_hash text        NOT NULL,
  -- When the order that said so was placed.
  as_of        timestamptz NOT NULL
);
