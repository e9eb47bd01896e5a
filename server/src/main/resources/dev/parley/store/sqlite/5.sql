-- what is to be carried to WhatsApp, an entry for a message
CREATE TABLE outbox (
  message  TEXT    PRIMARY KEY,          -- its id
  wa_id    TEXT    NOT NULL,
  place    INTEGER NOT NULL,             -- among all that wait; 0: it does not wait any more
  state    TEXT    NOT NULL,             -- queued, ready, sending, uncertain, kept
  urgency  TEXT    NOT NULL,             -- live, bulk
  due_at   INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  owner    TEXT,                         -- the claim under which it is being sent
  payload  TEXT,                         -- JSON; null: the message's text
  since    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX outbox_by_chat ON outbox (wa_id, place);
CREATE INDEX outbox_by_due ON outbox (state, urgency, due_at, place);
CREATE INDEX messages_pending ON messages (n) WHERE status = 'pending';
