-- owner-view-bypass public.audit_rw
SET ROLE ledger_owner;
CREATE VIEW audit_rw AS SELECT * FROM customer_trail_events;
GRANT SELECT, UPDATE ON audit_rw TO ledger_app;
RESET ROLE;

-- owner-view-bypass public.audit_two
SET ROLE ledger_owner;
CREATE VIEW audit_one AS SELECT * FROM customer_trail_events;
GRANT SELECT ON audit_one TO ledger_app;
CREATE VIEW audit_two AS SELECT * FROM audit_one;
GRANT SELECT, DELETE ON audit_two TO ledger_app;
RESET ROLE;

-- owner-view-bypass public.audit_columns
SET ROLE ledger_owner;
CREATE VIEW audit_columns AS SELECT * FROM customer_trail_events;
GRANT SELECT ON audit_columns TO ledger_app;
GRANT UPDATE (details) ON audit_columns TO ledger_app;
RESET ROLE;

-- owner-view-bypass public.migration_state
SET ROLE ledger_owner;
CREATE VIEW migration_state AS SELECT * FROM alembic_version;
GRANT SELECT ON migration_state TO ledger_app;
RESET ROLE;

-- owner-view-bypass public.migrations_copied
SET ROLE ledger_owner;
CREATE MATERIALIZED VIEW migrations_copied AS SELECT * FROM schema_migrations;
GRANT SELECT ON migrations_copied TO ledger_app;
RESET ROLE;

-- owner-view-bypass public.migrations_seen
SET ROLE ledger_owner;
CREATE VIEW migrations_seen AS SELECT i.symbol FROM instruments i WHERE EXISTS (SELECT FROM schema_migrations);
GRANT SELECT ON migrations_seen TO PUBLIC;
RESET ROLE;

-- owner-view-bypass public.passwords
CREATE VIEW passwords AS SELECT * FROM pg_authid;
GRANT SELECT ON passwords TO ledger_app;
-- undo
DROP VIEW passwords;

-- rule-bypass public.customer_trail_events
CREATE RULE forget AS ON UPDATE TO historic_prices DO ALSO DELETE FROM customer_trail_events;
-- undo
DROP RULE forget ON historic_prices;

-- rule-bypass public.schema_migrations
SET ROLE ledger_owner;
CREATE RULE stamp AS ON INSERT TO orders DO ALSO INSERT INTO schema_migrations (version) VALUES ('999');
RESET ROLE;
-- undo
DROP RULE stamp ON orders;

-- owner-view-bypass public.audit_through_trigger
SET ROLE ledger_owner;
CREATE VIEW audit_through_trigger AS SELECT * FROM customer_trail_events;
GRANT SELECT, DELETE ON audit_through_trigger TO ledger_app;
RESET ROLE;

-- missing-privilege archive.d09_read (from 15)
SET ROLE ledger_owner;
CREATE TABLE archive.d09_read (id int);
CREATE VIEW d09_reading WITH (security_invoker = true) AS SELECT id FROM archive.d09_read;
GRANT SELECT ON d09_reading TO ledger_app;
RESET ROLE;

-- missing-privilege archive.d09_deep (from 15)
SET ROLE ledger_owner;
CREATE TABLE archive.d09_deep (id int);
CREATE VIEW archive.d09_inner WITH (security_invoker = true) AS SELECT id FROM archive.d09_deep;
CREATE VIEW d09_outer AS SELECT id FROM archive.d09_inner;
GRANT SELECT ON d09_outer TO ledger_app;
RESET ROLE;

-- function-privilege archive.d09_nested()
SET ROLE ledger_owner;
CREATE FUNCTION archive.d09_nested() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
REVOKE EXECUTE ON FUNCTION archive.d09_nested FROM PUBLIC;
CREATE VIEW archive.d09_calling AS SELECT archive.d09_nested() AS n FROM orders;
CREATE VIEW d09_called AS SELECT n FROM archive.d09_calling;
GRANT SELECT ON d09_called TO ledger_app;
RESET ROLE;

-- sequence-privilege archive.d09_numbers
SET ROLE ledger_owner;
CREATE SEQUENCE archive.d09_numbers;
CREATE VIEW d09_numbered AS SELECT nextval('archive.d09_numbers') AS n;
GRANT SELECT ON d09_numbered TO ledger_app;
RESET ROLE;

-- missing-privilege archive.d09_columns (from 15)
SET ROLE ledger_owner;
CREATE TABLE archive.d09_columns (id int, said text);
CREATE VIEW d09_of_columns WITH (security_invoker = true) AS SELECT id FROM archive.d09_columns WHERE said <> '';
GRANT SELECT ON d09_of_columns TO ledger_app;
GRANT SELECT (id) ON archive.d09_columns TO ledger_app;
RESET ROLE;

-- missing-privilege archive.d09_whole (from 15)
SET ROLE ledger_owner;
CREATE TABLE archive.d09_whole (id int, said text);
CREATE VIEW d09_of_rows WITH (security_invoker = true) AS SELECT row_to_json(w) AS said, w.id FROM archive.d09_whole w;
GRANT SELECT ON d09_of_rows TO ledger_app;
GRANT SELECT (id) ON archive.d09_whole TO ledger_app;
RESET ROLE;
