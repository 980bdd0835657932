-- Every kind of command that is sent under an order's key, and which revision of its effect was sent last.
ALTER TABLE command DROP CONSTRAINT command_kind_check;
ALTER TABLE command ADD CONSTRAINT command_kind_check CHECK (kind IN (
  'CREATE_SALES_ORDER', 'POST_RECEIPT', 'ENSURE_CUSTOMER', 'POST_UNAPPLIED_RECEIPT', 'APPLY_RECEIPT',
  'HOLD_SALES_ORDER', 'RELEASE_SALES_ORDER', 'CANCEL_SALES_ORDER'
));
ALTER TABLE command ADD COLUMN revision integer NOT NULL DEFAULT 1;

-- Money that was last told to be owed to the buyer, minor units of the order's currency.
ALTER TABLE business_key ADD COLUMN refund_due_minor bigint NOT NULL DEFAULT 0;
