-- where durable subscribers of the stream are
CREATE TABLE cursors (
  name   TEXT    PRIMARY KEY,            -- of the subscriber
  number INTEGER NOT NULL,               -- of the last change that it has read,
  token  INTEGER NOT NULL,               -- and the token of that change's commit
  state  TEXT    NOT NULL,               -- what the subscriber keeps beside it
  owner  TEXT    NOT NULL,               -- the process that works for it; '' for none
  beat   INTEGER NOT NULL                -- grows with every write
) WITHOUT ROWID;
