-- which of the business's numbers an entry goes through; empty: the first
ALTER TABLE outbox ADD COLUMN our_number TEXT NOT NULL DEFAULT '';
DROP INDEX outbox_by_due;
CREATE INDEX outbox_by_due ON outbox (our_number, state, urgency, due_at, place);
