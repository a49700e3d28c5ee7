-- ownership public.orders
ALTER TABLE orders OWNER TO raptor_app;
-- undo
ALTER TABLE orders OWNER TO raptor_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO raptor_app;
GRANT USAGE ON SEQUENCE orders_id_seq TO raptor_app;

-- ownership archive
ALTER SCHEMA archive OWNER TO raptor_app;
-- undo
ALTER SCHEMA archive OWNER TO raptor_owner;

-- ownership public.touch_updated_at()
ALTER FUNCTION touch_updated_at() OWNER TO raptor_app;
-- undo
ALTER FUNCTION touch_updated_at() OWNER TO raptor_owner;

-- ownership public.order_side
ALTER TYPE order_side OWNER TO raptor_app;
-- undo
ALTER TYPE order_side OWNER TO raptor_owner;

-- ownership public.instrument_exposure
ALTER VIEW instrument_exposure OWNER TO raptor_app;
-- undo
ALTER VIEW instrument_exposure OWNER TO raptor_owner;
GRANT SELECT ON instrument_exposure TO raptor_app;

-- ownership raptor
ALTER DATABASE raptor OWNER TO raptor_app;
-- undo
ALTER DATABASE raptor OWNER TO raptor_owner;
GRANT CONNECT ON DATABASE raptor TO raptor_app;

-- ownership elsewhere
ALTER SERVER elsewhere OWNER TO raptor_app;
-- undo
ALTER SERVER elsewhere OWNER TO CURRENT_USER;

-- role-attribute raptor_app
ALTER ROLE raptor_app SUPERUSER;
-- undo
ALTER ROLE raptor_app NOSUPERUSER;

-- role-attribute raptor_app
ALTER ROLE raptor_app CREATEROLE;
-- undo
ALTER ROLE raptor_app NOCREATEROLE;

-- role-attribute raptor_app
ALTER ROLE raptor_app CREATEDB;
-- undo
ALTER ROLE raptor_app NOCREATEDB;

-- role-attribute raptor_app
ALTER ROLE raptor_app REPLICATION;
-- undo
ALTER ROLE raptor_app NOREPLICATION;

-- role-attribute raptor_app
ALTER ROLE raptor_app BYPASSRLS;
-- undo
ALTER ROLE raptor_app NOBYPASSRLS;

-- role-attribute raptor_app
ALTER ROLE raptor_app NOLOGIN;
-- undo
ALTER ROLE raptor_app LOGIN;

-- role-attribute raptor_app
ALTER ROLE raptor_app NOINHERIT;
-- undo
ALTER ROLE raptor_app INHERIT;

-- role-attribute raptor_app
ALTER ROLE raptor_app CONNECTION LIMIT 0;
-- undo
ALTER ROLE raptor_app CONNECTION LIMIT -1;

-- role-attribute raptor_app
ALTER ROLE raptor_app VALID UNTIL '2020-01-01';
-- undo
ALTER ROLE raptor_app VALID UNTIL 'infinity';

-- role-setting search_path
ALTER ROLE raptor_app SET search_path = archive;
-- undo
ALTER ROLE raptor_app RESET search_path;

-- role-setting role
ALTER ROLE raptor_app IN DATABASE raptor SET role = raptor_owner;
-- undo
ALTER ROLE raptor_app IN DATABASE raptor RESET role;

-- role-setting default_transaction_read_only
ALTER ROLE raptor_app SET default_transaction_read_only = on;
-- undo
ALTER ROLE raptor_app RESET default_transaction_read_only;

-- role-setting session_replication_role
ALTER DATABASE raptor SET session_replication_role = replica;
-- undo
ALTER DATABASE raptor RESET session_replication_role;
