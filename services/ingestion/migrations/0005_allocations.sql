-- Transactions whose facts were published before their order was known, and the order they were given to since: told once, for ever.
CREATE TABLE payment_allocation (
  transaction_id text        PRIMARY KEY,
  order_id       text        NOT NULL,
  event_id       text        NOT NULL,
  allocated_by   text        NOT NULL,
  allocated_at   timestamptz NOT NULL
);

-- By what an order lists, and what comes of a transaction: its refunds and repeats have its order.
CREATE INDEX payment_fact_code ON payment_fact (vendor_tx_code);
CREATE INDEX payment_fact_parent ON payment_fact (parent_transaction_id) WHERE parent_transaction_id IS NOT NULL;
