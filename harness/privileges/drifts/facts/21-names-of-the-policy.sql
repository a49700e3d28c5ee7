-- name-without-object public.customer_audit_events
ALTER TABLE customer_audit_events RENAME TO d21_events;
-- undo
ALTER TABLE d21_events RENAME TO customer_audit_events;

-- name-without-object public.customer_audit_events
CREATE SCHEMA d21_archive AUTHORIZATION raptor_owner;
ALTER TABLE customer_audit_events SET SCHEMA d21_archive;
-- undo
ALTER TABLE d21_archive.customer_audit_events SET SCHEMA public;
DROP SCHEMA d21_archive;

-- no-relations raptor
ALTER SCHEMA public RENAME TO d21_public;
CREATE SCHEMA public;
-- undo
DROP SCHEMA public;
ALTER SCHEMA d21_public RENAME TO public;
