-- name-without-object public.customer_trail_events
ALTER TABLE customer_trail_events RENAME TO d21_events;
-- undo
ALTER TABLE d21_events RENAME TO customer_trail_events;

-- name-without-object public.customer_trail_events
CREATE SCHEMA d21_archive AUTHORIZATION ledger_owner;
ALTER TABLE customer_trail_events SET SCHEMA d21_archive;
-- undo
ALTER TABLE d21_archive.customer_trail_events SET SCHEMA public;
DROP SCHEMA d21_archive;

-- no-relations ledger
ALTER SCHEMA public RENAME TO d21_public;
CREATE SCHEMA public;
-- undo
DROP SCHEMA public;
ALTER SCHEMA d21_public RENAME TO public;
