-- how a team works on a chat
ALTER TABLE chats ADD COLUMN state TEXT NOT NULL DEFAULT 'open';   -- open, done, snoozed
ALTER TABLE chats ADD COLUMN snoozed_until INTEGER;
ALTER TABLE chats ADD COLUMN assignee TEXT;                        -- id of a user; null: nobody
ALTER TABLE chats ADD COLUMN team TEXT;                            -- id of a team; null: none
ALTER TABLE chats ADD COLUMN labels TEXT;                          -- JSON array of ids; null: none
ALTER TABLE chats ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;

-- each list of chats has an index with the order of the list
CREATE INDEX chats_unread ON chats (newest_timestamp, wa_id) WHERE unread > 0;
CREATE INDEX chats_by_state ON chats (state, newest_timestamp, wa_id);
CREATE INDEX chats_by_assignee ON chats (assignee, newest_timestamp, wa_id)
  WHERE assignee IS NOT NULL;
CREATE INDEX chats_by_team ON chats (team, newest_timestamp, wa_id) WHERE team IS NOT NULL;
CREATE INDEX chats_snoozed ON chats (snoozed_until) WHERE snoozed_until IS NOT NULL;

CREATE TABLE chat_labels (
  label            TEXT    NOT NULL,
  newest_timestamp INTEGER NOT NULL,     -- that of the chat
  wa_id            TEXT    NOT NULL,
  PRIMARY KEY (label, newest_timestamp, wa_id)
) WITHOUT ROWID;

CREATE TRIGGER chat_labels_follow AFTER UPDATE OF newest_timestamp, labels ON chats
WHEN old.labels IS NOT new.labels
  OR (new.labels IS NOT NULL AND old.newest_timestamp <> new.newest_timestamp)
BEGIN
  DELETE FROM chat_labels WHERE (label, newest_timestamp, wa_id) IN
    (SELECT value, old.newest_timestamp, old.wa_id FROM json_each(old.labels));
  INSERT INTO chat_labels SELECT value, new.newest_timestamp, new.wa_id FROM json_each(new.labels);
END;

CREATE TRIGGER chat_labels_begin AFTER INSERT ON chats WHEN new.labels IS NOT NULL
BEGIN
  INSERT INTO chat_labels SELECT value, new.newest_timestamp, new.wa_id FROM json_each(new.labels);
END;

CREATE TRIGGER chat_labels_end AFTER DELETE ON chats WHEN old.labels IS NOT NULL
BEGIN
  DELETE FROM chat_labels WHERE (label, newest_timestamp, wa_id) IN
    (SELECT value, old.newest_timestamp, old.wa_id FROM json_each(old.labels));
END;

-- labels and canned replies
CREATE TABLE shared (
  kind TEXT NOT NULL,                    -- label, reply
  id   TEXT NOT NULL,
  body TEXT NOT NULL,                    -- JSON
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
