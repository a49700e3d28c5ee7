-- missing-privilege public.historic_prices
REVOKE SELECT ON historic_prices FROM ledger_app;

-- missing-privilege public.orders
REVOKE ALL ON orders FROM ledger_app;

-- missing-privilege public.customer_trail_events
REVOKE INSERT ON customer_trail_events FROM ledger_app;

-- missing-privilege public.instrument_exposure
REVOKE SELECT ON instrument_exposure FROM ledger_app;

-- missing-privilege public.forgotten
SET ROLE ledger_owner;
CREATE TABLE forgotten (id int);
RESET ROLE;

-- missing-privilege public."Odd Table"
SET ROLE ledger_owner;
CREATE TABLE "Odd Table" (id int);
RESET ROLE;

-- extra-privilege public.customer_trail_events
GRANT UPDATE ON customer_trail_events TO ledger_app;

-- extra-privilege public.customer_trail_events
GRANT DELETE ON customer_trail_events TO ledger_app;

-- extra-privilege public.alembic_version
GRANT SELECT ON alembic_version TO ledger_app;

-- extra-privilege public.schema_migrations
SET ROLE ledger_owner;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ledger_app;
RESET ROLE;

-- extra-privilege public.historic_prices
GRANT TRUNCATE ON historic_prices TO ledger_app;

-- extra-privilege public.customers
GRANT REFERENCES ON customers TO ledger_app;

-- extra-privilege public.orders
GRANT TRIGGER ON orders TO ledger_app;

-- extra-privilege public.orders (from 17)
GRANT MAINTAIN ON orders TO ledger_app;

-- extra-privilege public.positions
GRANT ALL ON positions TO ledger_app;

-- extra-privilege public.instrument_exposure
GRANT UPDATE ON instrument_exposure TO ledger_app;

-- extra-privilege pg_catalog.pg_authid
GRANT SELECT ON pg_authid TO ledger_app;
-- undo
REVOKE SELECT ON pg_authid FROM ledger_app;

-- other-object-privilege elsewhere
GRANT USAGE ON FOREIGN SERVER elsewhere TO ledger_app;
-- undo
REVOKE USAGE ON FOREIGN SERVER elsewhere FROM ledger_app;

-- other-object-privilege wrapper
GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO ledger_app;
-- undo
REVOKE USAGE ON FOREIGN DATA WRAPPER wrapper FROM ledger_app;

-- other-object-privilege elsewhere
CREATE USER MAPPING FOR ledger_app SERVER elsewhere;
-- undo
DROP USER MAPPING FOR ledger_app SERVER elsewhere;

-- other-object-privilege pg_default
GRANT CREATE ON TABLESPACE pg_default TO ledger_app;
-- undo
REVOKE CREATE ON TABLESPACE pg_default FROM ledger_app;

-- extra-privilege public.orders
SET ROLE ledger_owner;
GRANT ALL ON ALL TABLES IN SCHEMA public TO ledger_app WITH GRANT OPTION;
RESET ROLE;

-- missing-privilege public.customer_trail_events
SET ROLE ledger_owner;
DROP TABLE customer_trail_events;
CREATE TABLE customer_trail_events (id bigserial PRIMARY KEY, customer_id bigint NOT NULL, action text, details jsonb);
RESET ROLE;

-- extra-privilege pg_catalog.pg_class
GRANT INSERT, UPDATE ON pg_class TO ledger_app;
-- undo
REVOKE INSERT, UPDATE ON pg_class FROM ledger_app;
