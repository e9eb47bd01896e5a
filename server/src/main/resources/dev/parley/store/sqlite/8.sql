-- what is to be carried may be a reaction: then the entry has an id of its own
ALTER TABLE outbox ADD COLUMN reaction_to TEXT;     -- the id of the message; null: it is no reaction
ALTER TABLE outbox ADD COLUMN emoji TEXT;           -- null: the reaction is taken away
ALTER TABLE outbox ADD COLUMN emoji_before TEXT;    -- shows again where WhatsApp refuses it
