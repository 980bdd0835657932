-- Customers and stock codes as SYSPRO has them, from erp.master-data.v1. Names are personal: bodies are sealed.
CREATE TABLE master_data (
  company text        NOT NULL,
  kind    text        NOT NULL,
  -- As SYSPRO compares it: numeric customers without leading zeros.
  code    text        NOT NULL,
  -- Capitals and digits only, for finding what is nearly the same.
  folded  text        NOT NULL,
  as_of   timestamptz NOT NULL,
  body    bytea       NOT NULL,
  PRIMARY KEY (company, kind, code)
);
CREATE INDEX master_data_folded ON master_data (company, kind, folded text_pattern_ops);

-- The last time each table was read from end to end; `complete` once all the rows it counted had arrived here.
CREATE TABLE master_data_sweep (
  company   text        NOT NULL,
  kind      text        NOT NULL,
  as_of     timestamptz NOT NULL,
  row_count bigint      NOT NULL,
  complete  boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (company, kind)
);

-- Orders to be decided anew when master data arrive: of this code, or, where it is empty, any of the kind.
CREATE TABLE order_awaits (
  order_id    text NOT NULL REFERENCES business_key (key),
  company     text NOT NULL,
  kind        text NOT NULL,
  code        text NOT NULL,
  -- What was known of the code when it was refused; null: nothing.
  known_as_of timestamptz,
  PRIMARY KEY (order_id, company, kind, code)
);

-- What validation last said of an order's document. May hold personal data: sealed.
CREATE TABLE order_findings (
  order_id text        PRIMARY KEY REFERENCES business_key (key),
  found_at timestamptz NOT NULL,
  findings bytea       NOT NULL
);

-- What a person had seen to when they released the order.
ALTER TABLE business_key ADD COLUMN reversals_acknowledged integer NOT NULL DEFAULT 0;
ALTER TABLE business_key ADD COLUMN version_acknowledged bigint NOT NULL DEFAULT 0;
