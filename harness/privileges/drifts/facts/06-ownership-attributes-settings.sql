-- ownership public.orders
ALTER TABLE orders OWNER TO ledger_app;
-- undo
ALTER TABLE orders OWNER TO ledger_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO ledger_app;
GRANT USAGE ON SEQUENCE orders_id_seq TO ledger_app;

-- ownership archive
ALTER SCHEMA archive OWNER TO ledger_app;
-- undo
ALTER SCHEMA archive OWNER TO ledger_owner;

-- ownership public.touch_updated_at()
ALTER FUNCTION touch_updated_at() OWNER TO ledger_app;
-- undo
ALTER FUNCTION touch_updated_at() OWNER TO ledger_owner;

-- ownership public.order_side
ALTER TYPE order_side OWNER TO ledger_app;
-- undo
ALTER TYPE order_side OWNER TO ledger_owner;

-- ownership public.instrument_exposure
ALTER VIEW instrument_exposure OWNER TO ledger_app;
-- undo
ALTER VIEW instrument_exposure OWNER TO ledger_owner;
GRANT SELECT ON instrument_exposure TO ledger_app;

-- ownership ledger
ALTER DATABASE ledger OWNER TO ledger_app;
-- undo
ALTER DATABASE ledger OWNER TO ledger_owner;
GRANT CONNECT ON DATABASE ledger TO ledger_app;

-- ownership elsewhere
ALTER SERVER elsewhere OWNER TO ledger_app;
-- undo
ALTER SERVER elsewhere OWNER TO CURRENT_USER;

-- role-attribute ledger_app
ALTER ROLE ledger_app SUPERUSER;
-- undo
ALTER ROLE ledger_app NOSUPERUSER;

-- role-attribute ledger_app
ALTER ROLE ledger_app CREATEROLE;
-- undo
ALTER ROLE ledger_app NOCREATEROLE;

-- role-attribute ledger_app
ALTER ROLE ledger_app CREATEDB;
-- undo
ALTER ROLE ledger_app NOCREATEDB;

-- role-attribute ledger_app
ALTER ROLE ledger_app REPLICATION;
-- undo
ALTER ROLE ledger_app NOREPLICATION;

-- role-attribute ledger_app
ALTER ROLE ledger_app BYPASSRLS;
-- undo
ALTER ROLE ledger_app NOBYPASSRLS;

-- role-attribute ledger_app
ALTER ROLE ledger_app NOLOGIN;
-- undo
ALTER ROLE ledger_app LOGIN;

-- role-attribute ledger_app
ALTER ROLE ledger_app NOINHERIT;
-- undo
ALTER ROLE ledger_app INHERIT;

-- role-attribute ledger_app
ALTER ROLE ledger_app CONNECTION LIMIT 0;
-- undo
ALTER ROLE ledger_app CONNECTION LIMIT -1;

-- role-attribute ledger_app
ALTER ROLE ledger_app VALID UNTIL '2020-01-01';
-- undo
ALTER ROLE ledger_app VALID UNTIL 'infinity';

-- role-setting search_path
ALTER ROLE ledger_app SET search_path = archive;
-- undo
ALTER ROLE ledger_app RESET search_path;

-- role-setting role
ALTER ROLE ledger_app IN DATABASE ledger SET role = ledger_owner;
-- undo
ALTER ROLE ledger_app IN DATABASE ledger RESET role;

-- role-setting default_transaction_read_only
ALTER ROLE ledger_app SET default_transaction_read_only = on;
-- undo
ALTER ROLE ledger_app RESET default_transaction_read_only;

-- role-setting session_replication_role
ALTER DATABASE ledger SET session_replication_role = replica;
-- undo
ALTER DATABASE ledger RESET session_replication_role;
