-- who sent a message through Parley: JSON; null when nobody knows, or a customer did
ALTER TABLE messages ADD COLUMN sent_by TEXT;
