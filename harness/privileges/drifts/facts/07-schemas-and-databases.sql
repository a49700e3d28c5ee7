-- schema-create public
GRANT CREATE ON SCHEMA public TO raptor_app;

-- schema-create public
GRANT CREATE ON SCHEMA public TO PUBLIC;

-- schema-create archive
GRANT CREATE ON SCHEMA archive TO raptor_app;

-- schema-create pg_catalog
GRANT CREATE ON SCHEMA pg_catalog TO raptor_app;
-- undo
REVOKE CREATE ON SCHEMA pg_catalog FROM raptor_app;

-- database-privilege raptor
GRANT TEMPORARY ON DATABASE raptor TO raptor_app;

-- database-privilege raptor
GRANT TEMPORARY ON DATABASE raptor TO PUBLIC;

-- database-privilege raptor
GRANT CREATE ON DATABASE raptor TO raptor_app;

-- database-privilege raptor
REVOKE CONNECT ON DATABASE raptor FROM raptor_app;

-- database-privilege postgres
GRANT CREATE ON DATABASE postgres TO raptor_app;
-- undo
REVOKE CREATE ON DATABASE postgres FROM raptor_app;

-- extra-privilege d07_closed.kept
CREATE SCHEMA d07_closed AUTHORIZATION reporter;
CREATE TABLE d07_closed.kept (id int);
ALTER TABLE d07_closed.kept OWNER TO raptor_owner;
GRANT SELECT ON d07_closed.kept TO raptor_app;
-- undo
DROP SCHEMA d07_closed CASCADE;
