CREATE TABLE messages (
  n          INTEGER PRIMARY KEY,
  id         TEXT    NOT NULL UNIQUE,
  meta_id    TEXT,                       -- null: the same as id
  wa_id      TEXT    NOT NULL,
  seq        INTEGER NOT NULL,
  direction  TEXT    NOT NULL,           -- incoming, outgoing
  timestamp  INTEGER NOT NULL,
  status     TEXT    NOT NULL,           -- pending, sent, delivered, read, played, failed
  type       TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  phone      TEXT,
  sender     TEXT,
  recipient  TEXT,
  text       TEXT    NOT NULL,
  content    TEXT,                       -- JSON
  reply_to   TEXT,
  edited_at  INTEGER,
  pending_at INTEGER, sent_at INTEGER, delivered_at INTEGER, read_at INTEGER, played_at INTEGER, failed_at INTEGER,
  failure    TEXT,                       -- JSON
  reactions  TEXT,                       -- JSON; null: none
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX messages_by_meta_id ON messages (meta_id) WHERE meta_id IS NOT NULL;
CREATE UNIQUE INDEX messages_by_time ON messages (wa_id, timestamp, seq);

CREATE TABLE webhook_data (
  n    INTEGER PRIMARY KEY,
  json TEXT NOT NULL
);

CREATE TABLE chats (
  wa_id            TEXT    PRIMARY KEY,
  last_seq         INTEGER NOT NULL,
  newest_seq       INTEGER NOT NULL,
  newest_timestamp INTEGER NOT NULL,
  unread           INTEGER NOT NULL,
  unread_since     INTEGER NOT NULL,      -- no unread message has an older timestamp
  version          INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX chats_by_newest ON chats (newest_timestamp, wa_id);

CREATE TABLE contacts (
  wa_id      TEXT    PRIMARY KEY,
  name       TEXT    NOT NULL,
  phone      TEXT,
  avatar     TEXT,
  last_seen  INTEGER NOT NULL,
  online     INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX contacts_by_last_seen ON contacts (last_seen, wa_id);
CREATE INDEX contacts_online ON contacts (wa_id) WHERE online = 1;

CREATE TABLE identities (
  user_id TEXT PRIMARY KEY,
  address TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE early_statuses (
  message_id  TEXT    NOT NULL,
  status      TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  failure     TEXT,                      -- JSON
  received_at INTEGER NOT NULL,
  PRIMARY KEY (message_id, status)
) WITHOUT ROWID;
CREATE INDEX early_statuses_by_age ON early_statuses (received_at);

CREATE TABLE amendments (
  n         INTEGER PRIMARY KEY,
  event     TEXT    NOT NULL UNIQUE,
  target    TEXT    NOT NULL,
  wa_id     TEXT    NOT NULL,
  by_whom   TEXT    NOT NULL,
  direction TEXT    NOT NULL,
  at        INTEGER NOT NULL,
  kind      TEXT    NOT NULL,            -- react, edit, revoke
  emoji     TEXT,                        -- react: null takes it away
  text      TEXT,                        -- edit
  type      TEXT,                        -- edit
  content   TEXT                         -- edit: JSON
);
CREATE INDEX amendments_by_target ON amendments (target);

CREATE TABLE unprocessed (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  digest   BLOB    NOT NULL UNIQUE,      -- SHA-256 of body
  body     BLOB    NOT NULL,
  elements INTEGER NOT NULL,
  reasons  TEXT    NOT NULL,             -- JSON
  first_at INTEGER NOT NULL,
  last_at  INTEGER NOT NULL,
  times    INTEGER NOT NULL
);
