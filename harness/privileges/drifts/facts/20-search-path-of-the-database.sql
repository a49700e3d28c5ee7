-- role-setting search_path
ALTER DATABASE ledger SET search_path = public, pg_catalog;
-- undo
ALTER DATABASE ledger SET search_path = "$user", public, heroku_ext;

-- role-setting search_path
ALTER DATABASE ledger SET search_path = "$user", heroku_ext;
-- undo
ALTER DATABASE ledger SET search_path = "$user", public, heroku_ext;

-- role-setting search_path
CREATE SCHEMA d20_theirs;
GRANT USAGE, CREATE ON SCHEMA d20_theirs TO ledger_app;
ALTER DATABASE ledger SET search_path = d20_theirs, public;
-- undo
DROP SCHEMA d20_theirs;
ALTER DATABASE ledger SET search_path = "$user", public, heroku_ext;
