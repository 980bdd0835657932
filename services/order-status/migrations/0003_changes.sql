-- Which transaction told an order last: the cursor of those who catch up. A number that transactions commit in another order than they begin
-- is no cursor; read below the oldest transaction that is still open (pg_snapshot_xmin), nothing can appear behind a reader.
ALTER TABLE order_state ADD COLUMN changed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX order_state_changes ON order_state (changed_in, order_id) WHERE sequence > 0;
