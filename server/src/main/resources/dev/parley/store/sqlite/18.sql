-- what a team has done, in numbers
CREATE TABLE statistics (
  day         TEXT    NOT NULL,          -- of UTC, 2026-11-29
  agent       TEXT    NOT NULL,          -- id; empty: nobody in particular
  name        TEXT,
  messages_in INTEGER NOT NULL,
  messages_out INTEGER NOT NULL,
  responses   TEXT    NOT NULL,          -- counts by duration
  resolutions TEXT    NOT NULL,          -- counts by duration
  PRIMARY KEY (day, agent)
) WITHOUT ROWID;

-- the conversation of a chat
ALTER TABLE chats ADD COLUMN asked_since INTEGER;                      -- null: there is none
ALTER TABLE chats ADD COLUMN answered INTEGER NOT NULL DEFAULT 0;
