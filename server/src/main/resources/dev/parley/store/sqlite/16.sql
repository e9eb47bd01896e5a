-- what a team writes about chats, for itself
CREATE TABLE notes (
  id        TEXT    PRIMARY KEY,
  wa_id     TEXT    NOT NULL,
  seq       INTEGER NOT NULL,            -- of the chat's newest message when it was written
  text      TEXT    NOT NULL,
  sent_by   TEXT,                        -- JSON; null: nobody knows
  at        INTEGER NOT NULL,
  edited_at INTEGER,
  rev       INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX notes_by_chat ON notes (wa_id, at, id);
