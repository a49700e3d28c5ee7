-- missing-privilege public.historical_bars
REVOKE SELECT ON historical_bars FROM raptor_app;

-- missing-privilege public.orders
REVOKE ALL ON orders FROM raptor_app;

-- missing-privilege public.customer_audit_events
REVOKE INSERT ON customer_audit_events FROM raptor_app;

-- missing-privilege public.instrument_exposure
REVOKE SELECT ON instrument_exposure FROM raptor_app;

-- missing-privilege public.forgotten
SET ROLE raptor_owner;
CREATE TABLE forgotten (id int);
RESET ROLE;

-- missing-privilege public."Odd Table"
SET ROLE raptor_owner;
CREATE TABLE "Odd Table" (id int);
RESET ROLE;

-- extra-privilege public.customer_audit_events
GRANT UPDATE ON customer_audit_events TO raptor_app;

-- extra-privilege public.customer_audit_events
GRANT DELETE ON customer_audit_events TO raptor_app;

-- extra-privilege public.alembic_version
GRANT SELECT ON alembic_version TO raptor_app;

-- extra-privilege public.schema_migrations
SET ROLE raptor_owner;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO raptor_app;
RESET ROLE;

-- extra-privilege public.historical_bars
GRANT TRUNCATE ON historical_bars TO raptor_app;

-- extra-privilege public.customers
GRANT REFERENCES ON customers TO raptor_app;

-- extra-privilege public.orders
GRANT TRIGGER ON orders TO raptor_app;

-- extra-privilege public.orders (from 17)
GRANT MAINTAIN ON orders TO raptor_app;

-- extra-privilege public.positions
GRANT ALL ON positions TO raptor_app;

-- extra-privilege public.instrument_exposure
GRANT UPDATE ON instrument_exposure TO raptor_app;

-- extra-privilege pg_catalog.pg_authid
GRANT SELECT ON pg_authid TO raptor_app;
-- undo
REVOKE SELECT ON pg_authid FROM raptor_app;

-- other-object-privilege elsewhere
GRANT USAGE ON FOREIGN SERVER elsewhere TO raptor_app;
-- undo
REVOKE USAGE ON FOREIGN SERVER elsewhere FROM raptor_app;

-- other-object-privilege wrapper
GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO raptor_app;
-- undo
REVOKE USAGE ON FOREIGN DATA WRAPPER wrapper FROM raptor_app;

-- other-object-privilege elsewhere
CREATE USER MAPPING FOR raptor_app SERVER elsewhere;
-- undo
DROP USER MAPPING FOR raptor_app SERVER elsewhere;

-- other-object-privilege pg_default
GRANT CREATE ON TABLESPACE pg_default TO raptor_app;
-- undo
REVOKE CREATE ON TABLESPACE pg_default FROM raptor_app;

-- extra-privilege public.orders
SET ROLE raptor_owner;
GRANT ALL ON ALL TABLES IN SCHEMA public TO raptor_app WITH GRANT OPTION;
RESET ROLE;

-- missing-privilege public.customer_audit_events
SET ROLE raptor_owner;
DROP TABLE customer_audit_events;
CREATE TABLE customer_audit_events (id bigserial PRIMARY KEY, customer_id bigint NOT NULL, action text, details jsonb);
RESET ROLE;

-- extra-privilege pg_catalog.pg_class
GRANT INSERT, UPDATE ON pg_class TO raptor_app;
-- undo
REVOKE INSERT, UPDATE ON pg_class FROM raptor_app;
