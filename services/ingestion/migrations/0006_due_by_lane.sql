-- While Opayo is away every payment waits in `notification`, and looking for work must not walk over all of them with each post that is
-- answered: one index for each lane, the first by vendor, since they are away one by one.
CREATE INDEX notification_due_amount ON notification (vendor, due_at, id) WHERE verified AND applied_at IS NULL AND needs_amount;
CREATE INDEX notification_due_plain ON notification (due_at, id) WHERE verified AND applied_at IS NULL AND NOT needs_amount;
DROP INDEX notification_due;
