-- what is removed for good
ALTER TABLE chats ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;   -- messages that were removed

CREATE INDEX amendments_by_chat ON amendments (wa_id);
CREATE INDEX identities_by_address ON identities (address);

-- the messages that show a file
CREATE INDEX messages_by_file ON messages
  (CASE WHEN json_valid(content) THEN json_extract(content, '$.media.id') END)
  WHERE content IS NOT NULL;
