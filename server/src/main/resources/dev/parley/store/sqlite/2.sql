-- finds what one person did last to a message; amendments of a message as well
CREATE INDEX amendments_by_person ON amendments (target, wa_id, by_whom, kind, at);
DROP INDEX amendments_by_target;
