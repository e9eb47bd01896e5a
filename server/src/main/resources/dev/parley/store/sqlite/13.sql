-- outgoing webhooks
CREATE TABLE hooks (
  kind TEXT NOT NULL,                    -- hook; log: how its deliveries went lately; call: one of Meta's that waits for it; count: of them
  id   TEXT NOT NULL,                    -- of the hook; of a call with its number
  body TEXT NOT NULL,                    -- JSON
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
