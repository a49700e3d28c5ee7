-- schema-create public
GRANT CREATE ON SCHEMA public TO ledger_app;

-- schema-create public
GRANT CREATE ON SCHEMA public TO PUBLIC;

-- schema-create archive
GRANT CREATE ON SCHEMA archive TO ledger_app;

-- schema-create pg_catalog
GRANT CREATE ON SCHEMA pg_catalog TO ledger_app;
-- undo
REVOKE CREATE ON SCHEMA pg_catalog FROM ledger_app;

-- database-privilege ledger
GRANT TEMPORARY ON DATABASE ledger TO ledger_app;

-- database-privilege ledger
GRANT TEMPORARY ON DATABASE ledger TO PUBLIC;

-- database-privilege ledger
GRANT CREATE ON DATABASE ledger TO ledger_app;

-- database-privilege ledger
REVOKE CONNECT ON DATABASE ledger FROM ledger_app;

-- database-privilege postgres
GRANT CREATE ON DATABASE postgres TO ledger_app;
-- undo
REVOKE CREATE ON DATABASE postgres FROM ledger_app;

-- extra-privilege d07_closed.kept
CREATE SCHEMA d07_closed AUTHORIZATION reporter;
CREATE TABLE d07_closed.kept (id int);
ALTER TABLE d07_closed.kept OWNER TO ledger_owner;
GRANT SELECT ON d07_closed.kept TO ledger_app;
-- undo
DROP SCHEMA d07_closed CASCADE;
