-- users, API keys, sign-ins and one-time links
CREATE TABLE accounts (
  kind TEXT NOT NULL,                    -- user, key, session, link; version: a row that changes with each of them
  id   TEXT NOT NULL,
  body TEXT NOT NULL,                    -- JSON
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
