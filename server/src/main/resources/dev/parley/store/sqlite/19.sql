-- when WhatsApp refused a message last because the customer service window was closed
ALTER TABLE chats ADD COLUMN window_closed_at INTEGER;                 -- null: never
