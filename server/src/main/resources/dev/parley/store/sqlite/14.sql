-- the answers to a message
CREATE INDEX messages_by_reply ON messages (wa_id, reply_to) WHERE reply_to IS NOT NULL;
