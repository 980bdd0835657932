-- Holds on sales orders: which are ours to release, and which an order that is not entered yet will be entered with.
CREATE TABLE sales_order_hold (
  sales_order_effect_id text        NOT NULL,
  hold_code             text        NOT NULL,
  order_id              text        NOT NULL,
  sales_order           text,
  previous_status       text,
  ours                  boolean     NOT NULL,
  standing              boolean     NOT NULL,
  sequence              bigint      NOT NULL,
  changed_at            timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (sales_order_effect_id, hold_code)
);
