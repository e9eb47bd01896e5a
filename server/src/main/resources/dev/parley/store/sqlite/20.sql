-- when a number or user id led to its address, by WhatsApp's clock; 0: not known
ALTER TABLE identities ADD COLUMN at INTEGER NOT NULL DEFAULT 0;

-- a chat under a user id that leads to the chat of a number becomes part of that one, unless another
-- user id of the same kind leads there too: then there may be two people
INSERT INTO shared (kind, id, body)
SELECT 'join', 'join_' || i.user_id, json_object('from', i.user_id, 'to', i.address)
FROM identities i JOIN chats c ON c.wa_id = i.user_id JOIN chats d ON d.wa_id = i.address
WHERE i.user_id GLOB '[A-Z][A-Z].*' AND i.address NOT GLOB '*[^0-9@]*' AND NOT EXISTS (
  SELECT 1 FROM identities o
  WHERE o.address = i.address AND o.user_id <> i.user_id AND o.user_id GLOB '[A-Z][A-Z].*'
    AND (o.user_id GLOB '[A-Z][A-Z].ENT.*') = (i.user_id GLOB '[A-Z][A-Z].ENT.*'));
