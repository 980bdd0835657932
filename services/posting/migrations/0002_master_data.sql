-- Customers and stock codes as they were told last: what of them changed, and what is gone, is seen by comparing. No names here, only hashes.
CREATE TABLE master_data_row (
  company  text   NOT NULL,
  kind     text   NOT NULL CHECK (kind IN ('CUSTOMER', 'STOCK_ITEM')),
  code     text   NOT NULL,
  row_hash text   NOT NULL,
  -- The sweep that saw it last.
  sweep    bigint NOT NULL,
  PRIMARY KEY (company, kind, code)
);

-- How far the sweep of each table has come; a sweep that was broken off goes on from here.
CREATE TABLE master_data_sweep (
  company     text        NOT NULL,
  kind        text        NOT NULL CHECK (kind IN ('CUSTOMER', 'STOCK_ITEM')),
  sweep       bigint      NOT NULL,
  -- Stored form of the last key read; empty at the beginning.
  next_after  text        NOT NULL DEFAULT '',
  row_count   bigint      NOT NULL DEFAULT 0,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (company, kind)
);
