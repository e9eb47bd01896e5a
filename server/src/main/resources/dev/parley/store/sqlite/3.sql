-- an entry for each commit that changed something: what was missed is read from it
CREATE TABLE changes (
  last    INTEGER PRIMARY KEY,           -- the number of the commit's last change
  count   INTEGER NOT NULL,              -- of its changes; 0 in the entry with which the log begins
  token   INTEGER NOT NULL,              -- random: tells positions of equal numbers apart
  at      INTEGER NOT NULL,
  changes TEXT    NOT NULL
);
INSERT INTO changes (last, count, token, at, changes)
VALUES (0, 0, abs(random() % 1099511627776), unixepoch() * 1000, '');
-- the number of the change that a row is as of; 0 when it was written before changes had numbers
ALTER TABLE messages ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
