-- to whom of a group a message was delivered, and when: JSON; null: it is in no group, or nobody knows
ALTER TABLE messages ADD COLUMN receipts TEXT;

-- each member of a group reports statuses of their own
CREATE TABLE waiting_statuses (
  message_id  TEXT    NOT NULL,
  status      TEXT    NOT NULL,
  participant TEXT    NOT NULL DEFAULT '',  -- the member of the group; '': it is no group
  at          INTEGER NOT NULL,
  failure     TEXT,                         -- JSON
  received_at INTEGER NOT NULL,
  PRIMARY KEY (message_id, status, participant)
) WITHOUT ROWID;
INSERT INTO waiting_statuses (message_id, status, at, failure, received_at)
SELECT message_id, status, at, failure, received_at FROM early_statuses;
DROP TABLE early_statuses;
ALTER TABLE waiting_statuses RENAME TO early_statuses;
CREATE INDEX early_statuses_by_age ON early_statuses (received_at);
