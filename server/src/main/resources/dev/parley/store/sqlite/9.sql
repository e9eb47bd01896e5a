-- since when WhatsApp keeps a message back
ALTER TABLE messages ADD COLUMN held_at INTEGER;
-- the account's templates as the last complete fetch found them
CREATE TABLE templates (
  place INTEGER PRIMARY KEY,             -- in the order of the fetch
  json  TEXT    NOT NULL
);
-- that fetch: one row, or none
CREATE TABLE template_fetch (
  account    TEXT    NOT NULL,
  fetched_at INTEGER NOT NULL
);
