-- what is known of files; their bytes are elsewhere
CREATE TABLE media (
  id     TEXT    NOT NULL PRIMARY KEY,
  status TEXT    NOT NULL,               -- waiting, ready, gone
  blob   TEXT,                           -- SHA-256 of the bytes, in hexadecimal digits
  wa_id  TEXT,                           -- the chat in which it came; null: it was uploaded
  due_at INTEGER NOT NULL,               -- when it is fetched, where it waits
  at     INTEGER NOT NULL,               -- when it came
  body   TEXT    NOT NULL                -- JSON
) WITHOUT ROWID;
CREATE INDEX media_waiting ON media (at) WHERE status = 'waiting';
CREATE INDEX media_due ON media (due_at) WHERE status = 'waiting';
CREATE INDEX media_blob ON media (blob) WHERE blob IS NOT NULL;
CREATE INDEX media_ready ON media (at) WHERE status = 'ready';
