-- security-definer-function _heroku.d19_more()
CREATE SCHEMA IF NOT EXISTS _heroku;
GRANT USAGE ON SCHEMA _heroku TO PUBLIC;
CREATE FUNCTION _heroku.d19_more() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT';
-- undo
DROP FUNCTION _heroku.d19_more();

-- security-definer-function _heroku.grant_table_if_exists(text)
CREATE SCHEMA IF NOT EXISTS _heroku;
CREATE FUNCTION _heroku.grant_table_if_exists(text) RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT';
-- undo
DROP FUNCTION _heroku.grant_table_if_exists(text);

-- function-privilege _heroku.d19_granted()
CREATE SCHEMA IF NOT EXISTS _heroku;
CREATE FUNCTION _heroku.d19_granted() RETURNS void LANGUAGE sql AS 'SELECT';
GRANT EXECUTE ON FUNCTION _heroku.d19_granted() TO ledger_app;
-- undo
DROP FUNCTION _heroku.d19_granted();

-- platform-object-changed _heroku.d19_given()
CREATE SCHEMA IF NOT EXISTS _heroku;
CREATE FUNCTION _heroku.d19_given() RETURNS void LANGUAGE sql AS 'SELECT';
ALTER FUNCTION _heroku.d19_given() OWNER TO ledger_owner;
-- undo
DROP FUNCTION _heroku.d19_given();

-- platform-object-changed _heroku
CREATE SCHEMA IF NOT EXISTS _heroku;
ALTER SCHEMA _heroku OWNER TO reporter;
-- undo
ALTER SCHEMA _heroku OWNER TO CURRENT_USER;

-- platform-object-changed heroku_ext
CREATE SCHEMA IF NOT EXISTS heroku_ext;
ALTER SCHEMA heroku_ext OWNER TO reporter;
-- undo
ALTER SCHEMA heroku_ext OWNER TO CURRENT_USER;

-- extra-privilege _heroku
CREATE SCHEMA IF NOT EXISTS _heroku;
GRANT USAGE ON SCHEMA _heroku TO ledger_app;
-- undo
REVOKE USAGE ON SCHEMA _heroku FROM ledger_app;

-- schema-create heroku_ext
CREATE SCHEMA IF NOT EXISTS heroku_ext;
GRANT CREATE ON SCHEMA heroku_ext TO ledger_app;
-- undo
REVOKE CREATE ON SCHEMA heroku_ext FROM ledger_app;

-- schema-create _heroku
CREATE SCHEMA IF NOT EXISTS _heroku;
GRANT CREATE ON SCHEMA _heroku TO PUBLIC;
-- undo
REVOKE CREATE ON SCHEMA _heroku FROM PUBLIC;

-- public-privilege _heroku.d19_table
CREATE SCHEMA IF NOT EXISTS _heroku;
GRANT USAGE ON SCHEMA _heroku TO PUBLIC;
CREATE TABLE _heroku.d19_table (id int);
GRANT SELECT ON _heroku.d19_table TO PUBLIC;
-- undo
DROP TABLE _heroku.d19_table;

-- extra-privilege public.pg_stat_statements
GRANT SELECT ON pg_stat_statements TO ledger_app;
-- undo
REVOKE SELECT ON pg_stat_statements FROM ledger_app;
